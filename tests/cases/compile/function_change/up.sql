-- ==== rename_function_old_name_to_new_name.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP ROUTINE public.argument_renamed(IN integer);
DROP ROUTINE public.over(IN integer);

ALTER ROUTINE public.old_name() RENAME TO new_name;

CREATE FUNCTION public.argument_renamed(b integer)
    RETURNS integer
    LANGUAGE sql
AS $$select 1$$;

COMMENT ON ROUTINE public.argument_renamed(IN integer) IS 'Kept.';

CREATE OR REPLACE FUNCTION public.attributes()
    RETURNS integer
    LANGUAGE sql IMMUTABLE SECURITY DEFINER COST 5
    SET search_path = 'pg_catalog', 'public'
AS $$select 1$$;

CREATE OR REPLACE FUNCTION public.body(a integer)
    RETURNS integer
    LANGUAGE sql
AS $$select a + 1$$;

CREATE OR REPLACE FUNCTION public.dollars()
    RETURNS text
    LANGUAGE sql
AS $body2$select '$$ $body$'$body2$;

CREATE FUNCTION public.over(a integer)
    RETURNS bigint
    LANGUAGE sql
AS $$select a$$;

CREATE OR REPLACE PROCEDURE public.p(INOUT a integer)
    LANGUAGE plpgsql
AS $$begin a := 2; end$$;

DROP ROUTINE public.argument_added(IN integer);

CREATE FUNCTION public.argument_added(a integer, b integer DEFAULT 1)
    RETURNS integer
    LANGUAGE sql
AS $$select a$$;

