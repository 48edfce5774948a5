-- ==== drop_table_t.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP TABLE public.t;

CREATE VIEW public.t AS
select 1 as id;

