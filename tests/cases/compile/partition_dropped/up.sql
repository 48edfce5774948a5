-- ==== drop_table_l_2.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP TABLE public.l_2;

