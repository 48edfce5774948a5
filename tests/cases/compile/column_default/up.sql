-- ==== set_the_default_of_column_t_a.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t ALTER COLUMN a SET DEFAULT 1;
ALTER TABLE public.t ALTER COLUMN b DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN c SET DEFAULT 2;
ALTER TABLE public.t ALTER COLUMN d SET DEFAULT clock_timestamp();
ALTER TABLE public.t ALTER COLUMN e SET DEFAULT '';

