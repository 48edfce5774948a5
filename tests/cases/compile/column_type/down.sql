-- ==== change_type_of_column_t_id_from_integer_to_bigint_validate.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT few;
ALTER TABLE public.t
    ADD CONSTRAINT few CHECK (number < 100) NOT VALID;

-- ==== change_type_of_column_t_id_from_integer_to_bigint.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT few;
ALTER TABLE public.t
    ALTER COLUMN number DROP DEFAULT,
    ALTER COLUMN number TYPE integer,
    ALTER COLUMN number SET DEFAULT 1;
ALTER TABLE public.t
    ADD CONSTRAINT few CHECK (number < 100);
SET LOCAL TimeZone = 'UTC';
ALTER TABLE public.t
    ALTER COLUMN at DROP DEFAULT,
    ALTER COLUMN at TYPE timestamp,
    ALTER COLUMN at SET DEFAULT now();
SET LOCAL TimeZone TO DEFAULT;
ALTER TABLE public.t
    ALTER COLUMN sorted TYPE text,
    ALTER COLUMN flag DROP DEFAULT,
    ALTER COLUMN flag TYPE integer USING flag::integer,
    ALTER COLUMN flag SET DEFAULT 1,
    ALTER COLUMN to_json DROP DEFAULT,
    ALTER COLUMN to_json TYPE text,
    ALTER COLUMN to_json SET DEFAULT '{}',
    ALTER COLUMN to_array DROP DEFAULT,
    ALTER COLUMN to_array TYPE integer USING to_array::integer,
    ALTER COLUMN to_array SET DEFAULT 3,
    ALTER COLUMN text_to_number DROP DEFAULT,
    ALTER COLUMN text_to_number TYPE text,
    ALTER COLUMN text_to_number SET DEFAULT '5',
    ALTER COLUMN texts_to_enums DROP DEFAULT,
    ALTER COLUMN texts_to_enums TYPE text[],
    ALTER COLUMN texts_to_enums SET DEFAULT '{sad}',
    ALTER COLUMN enum_to_enum DROP DEFAULT,
    ALTER COLUMN enum_to_enum TYPE mood USING enum_to_enum::text::mood,
    ALTER COLUMN enum_to_enum SET DEFAULT 'ok',
    ALTER COLUMN enum_to_text DROP DEFAULT,
    ALTER COLUMN enum_to_text TYPE mood USING enum_to_text::mood,
    ALTER COLUMN enum_to_text SET DEFAULT 'sad',
    ALTER COLUMN text_to_enum DROP DEFAULT,
    ALTER COLUMN text_to_enum TYPE text,
    ALTER COLUMN text_to_enum SET DEFAULT 'sad',
    ALTER COLUMN longer TYPE numeric(10,2),
    ALTER COLUMN wider TYPE varchar(10),
    ALTER COLUMN id TYPE integer;

