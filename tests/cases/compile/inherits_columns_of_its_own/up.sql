-- ==== drop_constraint_animals_id_check.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.animals DROP CONSTRAINT id_check;

ALTER TABLE public.cats DROP CONSTRAINT IF EXISTS id_check;

ALTER TABLE public.animals DROP COLUMN legs;

ALTER TABLE public.cats DROP COLUMN IF EXISTS legs;

