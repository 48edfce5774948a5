-- ==== rename_column_t_a_to_b.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t RENAME COLUMN a TO b;

ALTER TABLE public.t ADD COLUMN c integer;

CREATE OR REPLACE FUNCTION public.f()
    RETURNS integer
    LANGUAGE sql
AS $$select b from t$$;

