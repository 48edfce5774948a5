-- ==== rename_table_pa_to_pa_n.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.pa RENAME TO pa_n;

ALTER TABLE public.pa_n RENAME COLUMN a TO a_n;

ALTER TABLE public.h ALTER COLUMN a_n DROP DEFAULT;

ALTER TABLE public.pa_n ALTER COLUMN a_n TYPE smallint;

ALTER TABLE public.h ALTER COLUMN a_n SET DEFAULT 8;

