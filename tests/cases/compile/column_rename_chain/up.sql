-- ==== rename_column_t_b_to_c.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t RENAME COLUMN b TO c;
ALTER TABLE public.t RENAME COLUMN a TO b;

