-- ==== change_attribute_a_of_type_pair.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TYPE public.pair ALTER ATTRIBUTE a TYPE integer;

CREATE OR REPLACE FUNCTION public.f(p pair)
    RETURNS integer
    LANGUAGE sql
AS $$SELECT (p).a$$;

ALTER TYPE public.pair DROP ATTRIBUTE i;

