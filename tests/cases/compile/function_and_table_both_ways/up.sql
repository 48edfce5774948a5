-- ==== create_t.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE FUNCTION public.used_by_table()
    RETURNS integer
    LANGUAGE sql
AS $$select 1$$;

CREATE TABLE public.t (
    n integer DEFAULT used_by_table()
);

CREATE FUNCTION public.row_of(t)
    RETURNS integer
    LANGUAGE sql
AS $$select $1.n$$;

CREATE FUNCTION public.uses_table()
    RETURNS integer
    LANGUAGE sql
AS $$select n from t$$;

CREATE FUNCTION public.uses_later()
    RETURNS integer
    LANGUAGE sql
AS $$select uses_table()$$;

