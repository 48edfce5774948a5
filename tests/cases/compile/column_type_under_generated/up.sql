-- ==== change_type_of_column_t_a_from_integer_to_bigint.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t ALTER COLUMN a TYPE bigint USING a::bigint;

