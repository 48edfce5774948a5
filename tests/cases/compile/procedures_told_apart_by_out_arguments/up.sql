-- ==== create_w1.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

COMMENT ON ROUTINE public.p(IN text) IS 'gives';

REVOKE EXECUTE ON ROUTINE public.p(IN text) FROM PUBLIC;

CREATE TABLE public.w1 PARTITION OF public.w
    FOR VALUES IN ('(1,2)');

DROP ROUTINE public.p(IN integer, IN integer, IN integer);

CREATE PROCEDURE public.p(a text, b text)
    LANGUAGE sql
AS $$select 1$$;

