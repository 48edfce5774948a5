-- ==== rename_function_old_name_to_new_name.down.sql
-- Undo

SET LOCAL check_function_bodies = off;

DROP ROUTINE public.argument_added(IN integer, IN integer);

CREATE FUNCTION public.argument_added(a integer)
    RETURNS integer
    LANGUAGE sql
AS $$select a$$;

CREATE OR REPLACE PROCEDURE public.p(INOUT a integer)
    LANGUAGE plpgsql
AS $$begin a := 1; end$$;

DROP ROUTINE public.over(IN integer);

CREATE OR REPLACE FUNCTION public.dollars()
    RETURNS text
    LANGUAGE sql
AS $body$select '$$ it''s $$'$body$;

CREATE OR REPLACE FUNCTION public.body(a integer)
    RETURNS integer
    LANGUAGE sql
AS $$select a$$;

CREATE OR REPLACE FUNCTION public.attributes()
    RETURNS integer
    LANGUAGE sql
AS $$select 1$$;

DROP ROUTINE public.argument_renamed(IN integer);

ALTER ROUTINE public.new_name() RENAME TO old_name;

CREATE FUNCTION public.over(a integer)
    RETURNS integer
    LANGUAGE sql
AS $$select a$$;

CREATE FUNCTION public.argument_renamed(a integer)
    RETURNS integer
    LANGUAGE sql
AS $$select 1$$;

COMMENT ON ROUTINE public.argument_renamed(IN integer) IS 'Kept.';

