-- ==== create_function_g_integer.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE FUNCTION public.g(b integer)
    RETURNS bigint
    LANGUAGE sql IMMUTABLE
AS $$select b::bigint$$;

ALTER TABLE public.j ALTER COLUMN s DROP DEFAULT;
ALTER TABLE public.j ALTER COLUMN s SET DEFAULT g(1);
ALTER TABLE public.j DROP CONSTRAINT c;
ALTER TABLE public.j
    ADD CONSTRAINT c CHECK (g(s) > 0) NOT VALID;

DROP INDEX public.i;

DROP POLICY p ON public.j;
CREATE POLICY p ON public.j FOR ALL TO PUBLIC
    USING (g(s) > 1);

DROP ROUTINE public.f(IN integer);

-- ==== create_function_g_integer_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.j VALIDATE CONSTRAINT c;

-- ==== create_function_g_integer_create_i.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY i ON public.j (g(s));

