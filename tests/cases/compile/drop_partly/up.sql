-- ==== drop_the_default_of_column_a_k.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.a ALTER COLUMN k DROP DEFAULT;
ALTER TABLE public.a DROP COLUMN m;
ALTER TABLE public.a DROP COLUMN l;

DROP ROUTINE public.f();
DROP TYPE public.mood;

