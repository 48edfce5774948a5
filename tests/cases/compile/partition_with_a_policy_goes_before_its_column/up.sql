-- ==== drop_table_pd.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

DROP TABLE public.pd;

ALTER TABLE public.pt DROP COLUMN c;

