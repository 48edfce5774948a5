-- ==== drop_constraint_p_p_pkey.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.p DROP CONSTRAINT p_pkey;
ALTER TABLE public.p ALTER COLUMN id DROP NOT NULL;
ALTER TABLE public.p ALTER COLUMN k DROP NOT NULL;

ALTER TABLE public.p1 ALTER COLUMN id DROP NOT NULL;
ALTER TABLE public.p1 ALTER COLUMN k DROP NOT NULL;

