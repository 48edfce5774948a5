-- ==== drop_index_i_on_t.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

DROP INDEX public.i CASCADE;

CREATE UNIQUE INDEX i ON public.t (foo);

ALTER TABLE public.t1 ALTER COLUMN foo DROP NOT NULL;

