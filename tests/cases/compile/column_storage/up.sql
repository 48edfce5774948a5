-- ==== set_storage_of_column_t_a.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t ALTER COLUMN a SET STORAGE MAIN;

ALTER TABLE public.t ALTER COLUMN a SET COMPRESSION pglz;

ALTER TABLE public.t ALTER COLUMN b SET STORAGE EXTENDED;

ALTER TABLE public.t ALTER COLUMN c SET COMPRESSION default;

