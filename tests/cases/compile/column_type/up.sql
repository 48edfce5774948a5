-- ==== change_type_of_column_t_id_from_integer_to_bigint.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t
    ALTER COLUMN id TYPE bigint,
    ALTER COLUMN wider TYPE text,
    ALTER COLUMN longer TYPE numeric(12,2),
    ALTER COLUMN text_to_enum DROP DEFAULT,
    ALTER COLUMN text_to_enum TYPE mood USING text_to_enum::mood,
    ALTER COLUMN text_to_enum SET DEFAULT 'sad',
    ALTER COLUMN enum_to_text DROP DEFAULT,
    ALTER COLUMN enum_to_text TYPE text,
    ALTER COLUMN enum_to_text SET DEFAULT 'sad',
    ALTER COLUMN enum_to_enum DROP DEFAULT,
    ALTER COLUMN enum_to_enum TYPE feeling USING enum_to_enum::text::feeling,
    ALTER COLUMN enum_to_enum SET DEFAULT 'ok',
    ALTER COLUMN texts_to_enums DROP DEFAULT,
    ALTER COLUMN texts_to_enums TYPE mood[] USING texts_to_enums::mood[],
    ALTER COLUMN texts_to_enums SET DEFAULT '{sad}',
    ALTER COLUMN text_to_number DROP DEFAULT,
    ALTER COLUMN text_to_number TYPE integer USING text_to_number::integer,
    ALTER COLUMN text_to_number SET DEFAULT 5,
    ALTER COLUMN to_array DROP DEFAULT,
    ALTER COLUMN to_array TYPE text,
    ALTER COLUMN to_array SET DEFAULT '3',
    ALTER COLUMN to_json DROP DEFAULT,
    ALTER COLUMN to_json TYPE jsonb USING to_json::jsonb,
    ALTER COLUMN to_json SET DEFAULT '{}',
    ALTER COLUMN flag DROP DEFAULT,
    ALTER COLUMN flag TYPE boolean USING flag::boolean,
    ALTER COLUMN flag SET DEFAULT true,
    ALTER COLUMN sorted TYPE text COLLATE pg_catalog."C";
SET LOCAL TimeZone = 'UTC';
ALTER TABLE public.t
    ALTER COLUMN at DROP DEFAULT,
    ALTER COLUMN at TYPE timestamptz,
    ALTER COLUMN at SET DEFAULT now();
SET LOCAL TimeZone TO DEFAULT;
ALTER TABLE public.t DROP CONSTRAINT few;
ALTER TABLE public.t
    ALTER COLUMN number DROP DEFAULT,
    ALTER COLUMN number TYPE bigint,
    ALTER COLUMN number SET DEFAULT 2;
ALTER TABLE public.t
    ADD CONSTRAINT few CHECK (number < 100) NOT VALID;

-- ==== change_type_of_column_t_id_from_integer_to_bigint_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t VALIDATE CONSTRAINT few;

