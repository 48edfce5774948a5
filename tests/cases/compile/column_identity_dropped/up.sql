-- ==== drop_the_default_of_column_t_a.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t ALTER COLUMN a DROP IDENTITY;
ALTER TABLE public.t ALTER COLUMN a DROP NOT NULL;
ALTER TABLE public.t ALTER COLUMN b DROP IDENTITY;
ALTER TABLE public.t ALTER COLUMN b SET DEFAULT 3;
ALTER TABLE public.t ALTER COLUMN c SET GENERATED ALWAYS SET INCREMENT BY 1 SET NO MINVALUE SET NO MAXVALUE SET START WITH 1 SET CACHE 1 SET NO CYCLE;

