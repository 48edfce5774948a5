-- ==== create_function_g_integer_create_i.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.i;

-- ==== create_function_g_integer_validate.down.sql
-- Undo

ALTER TABLE public.j DROP CONSTRAINT c;
ALTER TABLE public.j
    ADD CONSTRAINT c CHECK (g(s) > 0) NOT VALID;

-- ==== create_function_g_integer.down.sql
-- Undo

SET LOCAL check_function_bodies = off;

CREATE FUNCTION public.f(a integer)
    RETURNS integer
    LANGUAGE sql IMMUTABLE
AS $$select a$$;

DROP POLICY p ON public.j;
CREATE POLICY p ON public.j FOR ALL TO PUBLIC
    USING (f(s) > 1);

CREATE INDEX i ON public.j (f(s));

ALTER TABLE public.j DROP CONSTRAINT c;
ALTER TABLE public.j
    ADD CONSTRAINT c CHECK (f(s) > 0);
ALTER TABLE public.j ALTER COLUMN s DROP DEFAULT;
ALTER TABLE public.j ALTER COLUMN s SET DEFAULT f(1);

DROP ROUTINE public.g(IN integer);

