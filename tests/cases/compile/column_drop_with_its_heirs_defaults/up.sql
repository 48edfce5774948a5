-- ==== drop_the_default_of_column_e_id.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 5 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '600ms';

ALTER TABLE public.e ALTER COLUMN id DROP DEFAULT;

ALTER TABLE public.f DROP COLUMN id;

ALTER TABLE public.c ALTER COLUMN id DROP DEFAULT;

ALTER TABLE public.d ALTER COLUMN id DROP DEFAULT;

ALTER TABLE public.p DROP COLUMN id;

ALTER TABLE public.c DROP COLUMN IF EXISTS id;

ALTER TABLE public.d DROP COLUMN IF EXISTS id;

