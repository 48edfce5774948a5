-- ==== detach_table_c1_from_c.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.c DETACH PARTITION public.c1 CONCURRENTLY;

-- ==== detach_table_c1_from_c_2.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.c1 DROP CONSTRAINT IF EXISTS c1_check1;

