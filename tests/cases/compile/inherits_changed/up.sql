-- ==== take_table_c_from_p.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.c NO INHERIT public.p;

