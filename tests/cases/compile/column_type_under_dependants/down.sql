-- ==== drop_policy_t_p.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

DROP MATERIALIZED VIEW public.m;
DROP VIEW public.w;
DROP VIEW public.v;
DROP TRIGGER tw ON public.t;
DROP TRIGGER tr ON public.t;

DROP POLICY q ON public.t;
DROP POLICY p ON public.t;

ALTER TABLE public.t ALTER COLUMN a TYPE integer;

CREATE TRIGGER tw
    BEFORE UPDATE ON public.t
    FOR EACH ROW WHEN (new.a > 1) EXECUTE FUNCTION public.touch();

CREATE TRIGGER tr
    BEFORE UPDATE OF a ON public.t
    FOR EACH ROW EXECUTE FUNCTION public.touch();

COMMENT ON TRIGGER tr ON public.t IS 'Touched.';

CREATE POLICY q ON public.t FOR SELECT TO PUBLIC
    USING (exists (select from t x where x.a = 2));
CREATE POLICY p ON public.t FOR ALL TO PUBLIC
    USING (a = 1);

COMMENT ON POLICY p ON public.t IS 'Mine.';

CREATE VIEW public.v AS
select a from t;

COMMENT ON VIEW public.v IS 'Over t.';

GRANT SELECT ON TABLE public.v TO reader;

CREATE MATERIALIZED VIEW public.m AS
select a from v;

CREATE INDEX m_a ON public.m (a);

COMMENT ON MATERIALIZED VIEW public.m IS 'Stored.';

COMMENT ON INDEX public.m_a IS 'By a.';

GRANT SELECT ON TABLE public.m TO reader;

CREATE VIEW public.w AS
select * from v;

