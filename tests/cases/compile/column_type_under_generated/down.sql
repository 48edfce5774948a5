-- ==== change_type_of_column_t_a_from_integer_to_bigint.down.sql
-- Undo

ALTER TABLE public.t ALTER COLUMN a TYPE integer USING a::integer;

