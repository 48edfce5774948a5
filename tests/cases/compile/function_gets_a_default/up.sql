-- ==== replace_function_touch_integer.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE OR REPLACE PROCEDURE public.touch(x integer DEFAULT 3)
    LANGUAGE plpgsql
AS $$ begin null; end $$;

DROP VIEW public.v;

CREATE OR REPLACE FUNCTION public.scaled(x integer, by integer DEFAULT 10)
    RETURNS integer
    LANGUAGE sql IMMUTABLE
AS $$ select x * by $$;

COMMENT ON ROUTINE public.scaled(IN integer, IN integer) IS 'Ten times as large.';

CREATE VIEW public.w AS
select public.scaled(t.a) as a
  from public.t;

