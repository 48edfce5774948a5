-- ==== drop_column_p_b.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE ONLY public.p DROP COLUMN IF EXISTS b;

ALTER TABLE ONLY public.d DROP COLUMN IF EXISTS b;

