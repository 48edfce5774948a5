-- ==== drop_materialized_view_m.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP MATERIALIZED VIEW public.m;

ALTER MATERIALIZED VIEW public.n SET (fillfactor = 60);

CREATE MATERIALIZED VIEW public.m WITH (fillfactor = 80) AS
select id, 1 as one from t;

COMMENT ON MATERIALIZED VIEW public.m IS 'M.';

CREATE UNIQUE INDEX m_id ON public.m (id);

COMMENT ON INDEX public.m_id IS 'Key.';

-- ==== drop_materialized_view_m_create_n_id.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY n_id ON public.n (id);

