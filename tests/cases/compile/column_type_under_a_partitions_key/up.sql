-- ==== drop_index_p_u_on_p.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP INDEX public.p_u CASCADE;

ALTER TABLE public.p ALTER COLUMN a TYPE bigint;

-- ==== drop_index_p_u_on_p_create_p11_key.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY p11_key ON public.p11 (a, b, c);

-- ==== drop_index_p_u_on_p_3.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.p11
    ADD CONSTRAINT p11_key UNIQUE USING INDEX p11_key;

CREATE UNIQUE INDEX p_u ON public.p (a, b, c);

COMMENT ON INDEX public.p_u IS 'of all';

COMMENT ON CONSTRAINT p11_key ON public.p11 IS 'of one';

