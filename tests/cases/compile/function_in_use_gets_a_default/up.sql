-- ==== replace_function_scaled_integer_integer.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE OR REPLACE FUNCTION public.scaled(x integer, by integer DEFAULT 10)
    RETURNS integer
    LANGUAGE sql IMMUTABLE
AS $$ select x * by $$;

