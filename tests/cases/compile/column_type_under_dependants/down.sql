-- ==== drop_policy_t_p.down.sql
-- Undo

DROP VIEW public.w;

DROP INDEX public.m_a;

DROP MATERIALIZED VIEW public.m;

DROP VIEW public.v;

DROP TRIGGER tw ON public.t;

COMMENT ON TRIGGER tr ON public.t IS 'Touched.';

DROP TRIGGER tr ON public.t;

DROP POLICY q ON public.t;

COMMENT ON POLICY p ON public.t IS 'Mine.';

DROP POLICY p ON public.t;

ALTER TABLE public.t ALTER COLUMN a TYPE integer USING a::integer;

CREATE VIEW public.v AS
select a from t;

CREATE VIEW public.w AS
select * from v;

CREATE MATERIALIZED VIEW public.m AS
select a from v;

CREATE TRIGGER tw
    BEFORE UPDATE ON public.t
    FOR EACH ROW WHEN (new.a > 1) EXECUTE FUNCTION public.touch();

CREATE TRIGGER tr
    BEFORE UPDATE OF a ON public.t
    FOR EACH ROW EXECUTE FUNCTION public.touch();

CREATE POLICY q ON public.t FOR SELECT TO PUBLIC
    USING (exists (select from t x where x.a = 2));

CREATE POLICY p ON public.t FOR ALL TO PUBLIC
    USING (a = 1);

