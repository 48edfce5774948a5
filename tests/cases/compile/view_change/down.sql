-- ==== rename_view_renamed_to_renamed_to.down.sql
-- Undo

SET LOCAL check_function_bodies = off;

DROP MATERIALIZED VIEW public.m;
DROP VIEW public.w;

COMMENT ON VIEW public.renamed_to IS NULL;

ALTER VIEW public.options
    RESET (security_invoker, security_barrier, check_option);

DROP ROUTINE public.f();
DROP VIEW public.v;

ALTER VIEW public.renamed_to RENAME TO renamed;

CREATE VIEW public.v AS
select id, a from t;

COMMENT ON VIEW public.v IS 'Base.';

GRANT SELECT ON TABLE public.v TO PUBLIC;

CREATE MATERIALIZED VIEW public.m AS
select id from v;

CREATE UNIQUE INDEX m_id ON public.m (id);

CREATE VIEW public.w AS
select * from v;

COMMENT ON VIEW public.w IS 'Over it.';

GRANT SELECT (id) ON TABLE public.w TO PUBLIC;

CREATE FUNCTION public.f()
    RETURNS setof v
    LANGUAGE sql
AS $$select * from v$$;

