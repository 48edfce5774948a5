-- ==== drop_column_base_more.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.clone NO INHERIT public.base;

ALTER TABLE public.base DROP COLUMN more;

ALTER TABLE public.clone DROP COLUMN more;

