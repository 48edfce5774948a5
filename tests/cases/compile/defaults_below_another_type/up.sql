-- ==== change_type_of_column_q_a_from_integer_to_bigint.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 7 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '428ms';

ALTER TABLE public.p DETACH PARTITION public.h;

ALTER TABLE public.q
    ALTER COLUMN a DROP DEFAULT,
    ALTER COLUMN a TYPE bigint,
    ALTER COLUMN a SET DEFAULT 9;

ALTER TABLE public.i ALTER COLUMN a DROP DEFAULT;

ALTER TABLE public.j ALTER COLUMN a SET DEFAULT 9;

ALTER TABLE public.p ALTER COLUMN a TYPE bigint;

ALTER TABLE public.r ALTER COLUMN id DROP IDENTITY;

ALTER TABLE public.s ALTER COLUMN id DROP IDENTITY;

