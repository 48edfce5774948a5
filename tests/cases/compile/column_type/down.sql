-- ==== change_type_of_column_t_id_from_integer_to_bigint.down.sql
-- Undo

ALTER TABLE public.t ALTER COLUMN at TYPE timestamp USING at::timestamp;

ALTER TABLE public.t ALTER COLUMN sorted TYPE text USING sorted::text;

ALTER TABLE public.t ALTER COLUMN flag SET DEFAULT 1;

ALTER TABLE public.t ALTER COLUMN flag TYPE integer USING flag::integer;

ALTER TABLE public.t ALTER COLUMN to_json TYPE text USING to_json::text;

ALTER TABLE public.t ALTER COLUMN to_array SET DEFAULT 3;

ALTER TABLE public.t ALTER COLUMN to_array TYPE integer USING to_array::integer;

ALTER TABLE public.t ALTER COLUMN text_to_number SET DEFAULT '5';

ALTER TABLE public.t ALTER COLUMN text_to_number TYPE text USING text_to_number::text;

ALTER TABLE public.t ALTER COLUMN texts_to_enums TYPE text[] USING texts_to_enums::text[];

ALTER TABLE public.t ALTER COLUMN enum_to_enum TYPE mood USING enum_to_enum::mood;

ALTER TABLE public.t ALTER COLUMN enum_to_text TYPE mood USING enum_to_text::mood;

ALTER TABLE public.t ALTER COLUMN text_to_enum TYPE text USING text_to_enum::text;

ALTER TABLE public.t ALTER COLUMN number SET DEFAULT 1;

ALTER TABLE public.t ALTER COLUMN number TYPE integer USING number::integer;

ALTER TABLE public.t ALTER COLUMN longer TYPE numeric(10,2) USING longer::numeric(10,2);

ALTER TABLE public.t ALTER COLUMN wider TYPE varchar(10) USING wider::varchar(10);

ALTER TABLE public.t ALTER COLUMN id TYPE integer USING id::integer;

