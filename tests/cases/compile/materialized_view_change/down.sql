-- ==== drop_materialized_view_m_create_n_id.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.n_id;

-- ==== drop_materialized_view_m.down.sql
-- Undo

DROP MATERIALIZED VIEW public.m;

ALTER MATERIALIZED VIEW public.n RESET (fillfactor);

CREATE MATERIALIZED VIEW public.m WITH (fillfactor = 70) AS
select id from t;

CREATE UNIQUE INDEX m_id ON public.m (id);
CREATE INDEX gone ON public.m (id);

COMMENT ON MATERIALIZED VIEW public.m IS 'M.';

COMMENT ON INDEX public.m_id IS 'Key.';

