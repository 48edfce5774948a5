-- ==== drop_materialized_view_m.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP MATERIALIZED VIEW public.m;
DROP VIEW public.w;
DROP VIEW public.v;

DROP POLICY p ON public.t;
DROP POLICY q ON public.t;

DROP TRIGGER tr ON public.t;
DROP TRIGGER tw ON public.t;

ALTER TABLE public.t ALTER COLUMN a TYPE bigint;

CREATE POLICY p ON public.t FOR ALL TO PUBLIC
    USING (a = 1);

COMMENT ON POLICY p ON public.t IS 'Mine.';

CREATE POLICY q ON public.t FOR SELECT TO PUBLIC
    USING (exists (select from t x where x.a = 2));

CREATE TRIGGER tr
    BEFORE UPDATE OF a ON public.t
    FOR EACH ROW EXECUTE FUNCTION public.touch();

COMMENT ON TRIGGER tr ON public.t IS 'Touched.';

CREATE TRIGGER tw
    BEFORE UPDATE ON public.t
    FOR EACH ROW WHEN (new.a > 1) EXECUTE FUNCTION public.touch();

CREATE VIEW public.v AS
select a from t;

CREATE MATERIALIZED VIEW public.m AS
select a from v;

COMMENT ON MATERIALIZED VIEW public.m IS 'Stored.';

CREATE INDEX m_a ON public.m (a);

COMMENT ON INDEX public.m_a IS 'By a.';

GRANT SELECT ON TABLE public.m TO reader;

CREATE VIEW public.w AS
select * from v;

COMMENT ON VIEW public.v IS 'Over t.';

GRANT SELECT ON TABLE public.v TO reader;

