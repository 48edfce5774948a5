-- ==== drop_index_t_u_on_t.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP INDEX public.t_u;

ALTER TABLE public.t DROP COLUMN b;
ALTER TABLE public.t ADD COLUMN b integer GENERATED ALWAYS AS (a + 2) STORED;

-- ==== drop_index_t_u_on_t_create_t_v.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY t_v ON public.t (b);

