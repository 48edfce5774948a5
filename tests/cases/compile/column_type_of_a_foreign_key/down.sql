-- ==== change_type_of_column_a_id_from_integer_to_bigint.down.sql
-- Undo

ALTER TABLE public.b ALTER COLUMN a_id TYPE integer USING a_id::integer;

ALTER TABLE public.a ALTER COLUMN id TYPE integer USING id::integer;

