-- ==== replace_function_touch_integer.down.sql
-- Undo

SET LOCAL check_function_bodies = off;

DROP VIEW public.w;

COMMENT ON ROUTINE public.scaled(IN integer, IN integer) IS 'As large as it is.';

DROP ROUTINE public.scaled(IN integer, IN integer);

CREATE FUNCTION public.scaled(x integer, by integer)
    RETURNS integer
    LANGUAGE sql IMMUTABLE
AS $$ select x * by $$;

COMMENT ON ROUTINE public.scaled(IN integer, IN integer) IS 'As large as it is.';

CREATE VIEW public.v AS
select public.scaled(t.a, 2) as a
  from public.t;

DROP ROUTINE public.touch(IN integer);

CREATE PROCEDURE public.touch(x integer)
    LANGUAGE plpgsql
AS $$ begin null; end $$;

