-- ==== change_type_of_column_t_a_from_timestamptz_to_timetz.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t
    ALTER COLUMN a TYPE timetz USING a::timetz,
    ALTER COLUMN b TYPE bit(8) USING b::bit(8);

