-- ==== add_column_t_name.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t ADD COLUMN name text NOT NULL;

