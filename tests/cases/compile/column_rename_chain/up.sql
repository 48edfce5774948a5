-- ==== change_type_of_column_t_b_from_integer_to_text.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t ALTER COLUMN b TYPE text USING b::text;

ALTER TABLE public.t ADD COLUMN c integer;

ALTER TABLE public.t DROP COLUMN a;

