-- ==== drop_table_t.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP TABLE public.t;
DROP ROUTINE public.next_number();

