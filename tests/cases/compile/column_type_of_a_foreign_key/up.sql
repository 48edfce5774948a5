-- ==== change_type_of_column_a_id_from_integer_to_bigint.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.a ALTER COLUMN id TYPE bigint USING id::bigint;

ALTER TABLE public.b ALTER COLUMN a_id TYPE bigint USING a_id::bigint;

