-- ==== rename_view_renamed_to_renamed_to.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP ROUTINE public.f();
DROP VIEW public.w;
DROP MATERIALIZED VIEW public.m;
DROP VIEW public.v;

ALTER VIEW public.renamed RENAME TO renamed_to;

CREATE VIEW public.v AS
select a, id from t where id > 0;

COMMENT ON VIEW public.v IS 'Base.';

GRANT SELECT ON TABLE public.v TO PUBLIC;

CREATE FUNCTION public.f()
    RETURNS setof v
    LANGUAGE sql
AS $$select * from v$$;

ALTER VIEW public.options
    SET (security_invoker = true, security_barrier = true, check_option = local);

COMMENT ON VIEW public.renamed_to IS 'New name.';

CREATE VIEW public.w AS
select * from v;

COMMENT ON VIEW public.w IS 'Over it.';

GRANT SELECT (id) ON TABLE public.w TO PUBLIC;

CREATE MATERIALIZED VIEW public.m AS
select id from v;

CREATE UNIQUE INDEX m_id ON public.m (id);
CREATE INDEX m_more ON public.m ((id + 1));

