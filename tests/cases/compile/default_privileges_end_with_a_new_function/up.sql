-- ==== create_function_f.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE FUNCTION public.f()
    RETURNS integer
    LANGUAGE sql
AS $$select 1$$;

GRANT EXECUTE ON ROUTINE public.f() TO PUBLIC;

ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO PUBLIC;

