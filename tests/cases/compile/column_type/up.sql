-- ==== change_type_of_column_t_id_from_integer_to_bigint.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t ALTER COLUMN id TYPE bigint USING id::bigint;

ALTER TABLE public.t ALTER COLUMN wider TYPE text USING wider::text;

ALTER TABLE public.t ALTER COLUMN longer TYPE numeric(12,2) USING longer::numeric(12,2);

ALTER TABLE public.t ALTER COLUMN number TYPE bigint USING number::bigint;

ALTER TABLE public.t ALTER COLUMN number SET DEFAULT 2;

ALTER TABLE public.t ALTER COLUMN text_to_enum TYPE mood USING text_to_enum::mood;

ALTER TABLE public.t ALTER COLUMN enum_to_text TYPE text USING enum_to_text::text;

ALTER TABLE public.t ALTER COLUMN enum_to_enum TYPE feeling USING enum_to_enum::feeling;

ALTER TABLE public.t ALTER COLUMN texts_to_enums TYPE mood[] USING texts_to_enums::mood[];

ALTER TABLE public.t ALTER COLUMN text_to_number TYPE integer USING text_to_number::integer;

ALTER TABLE public.t ALTER COLUMN text_to_number SET DEFAULT 5;

ALTER TABLE public.t ALTER COLUMN to_array TYPE text USING to_array::text;

ALTER TABLE public.t ALTER COLUMN to_array SET DEFAULT '3';

ALTER TABLE public.t ALTER COLUMN to_json TYPE jsonb USING to_json::jsonb;

ALTER TABLE public.t ALTER COLUMN flag TYPE boolean USING flag::boolean;

ALTER TABLE public.t ALTER COLUMN flag SET DEFAULT true;

ALTER TABLE public.t ALTER COLUMN sorted TYPE text COLLATE pg_catalog."C" USING sorted::text;

ALTER TABLE public.t ALTER COLUMN at TYPE timestamptz USING at::timestamptz;

