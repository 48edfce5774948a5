-- ==== rename_view_v_to_v_n.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP ROUTINE public.fs();
DROP VIEW public.w;

ALTER VIEW public.v RENAME TO v_n;

ALTER MATERIALIZED VIEW public.m RENAME TO m_n;

DROP POLICY p ON public.u;

DROP VIEW public.v_n;

CREATE VIEW public.v_n AS
select t.b,
   t.a
  from public.t;

CREATE FUNCTION public.fs()
    RETURNS setof public.v_n
    LANGUAGE sql STABLE
AS $$ select * from v_n limit 1 $$;

CREATE POLICY p ON public.u FOR ALL TO PUBLIC
    USING (exists ( select 1
   from public.v_n
  where v_n.a = u.a));
DROP POLICY q ON public.u;

DROP MATERIALIZED VIEW public.m_n;

CREATE MATERIALIZED VIEW public.m_n AS
select t.b,
   t.a
  from public.t;

CREATE POLICY q ON public.u FOR ALL TO PUBLIC
    USING (exists ( select 1
   from public.m_n
  where m_n.a = u.a));

CREATE VIEW public.w_n AS
select v_n.a
  from public.v_n
 where v_n.a > 1;

