-- ==== drop_table_p2.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP TABLE public.p2;

ALTER INDEX IF EXISTS public.p1_pkey1 RENAME TO p1_pkey;

