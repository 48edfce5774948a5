-- ==== add_column_a_y.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.a ADD COLUMN y integer;

ALTER TABLE public.b ADD COLUMN x integer;

ALTER TABLE public.a DROP COLUMN x;

ALTER TABLE public.b DROP COLUMN y;

