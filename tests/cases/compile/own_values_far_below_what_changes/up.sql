-- ==== drop_the_default_of_column_z_a.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.z ALTER COLUMN a DROP DEFAULT;

ALTER TABLE public.c ALTER COLUMN a SET DEFAULT true;

ALTER TABLE public.z ALTER COLUMN b SET DEFAULT 3;

ALTER TABLE public.c ALTER COLUMN b DROP DEFAULT;

