-- ==== create_t.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

SET LOCAL check_function_bodies = off;

CREATE FUNCTION public.next_number()
    RETURNS integer
    LANGUAGE sql
AS $$select coalesce(max(n), 0) + 1 from t$$;

CREATE TABLE public.t (
    n integer DEFAULT next_number()
);

