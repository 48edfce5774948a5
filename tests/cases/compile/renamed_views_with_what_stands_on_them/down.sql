-- ==== rename_view_v_to_v_n.down.sql
-- Undo

SET LOCAL check_function_bodies = off;

DROP VIEW public.w_n;

DROP POLICY q ON public.u;

DROP MATERIALIZED VIEW public.m_n;

CREATE MATERIALIZED VIEW public.m_n AS
select t.a,
   t.b
  from public.t;

CREATE POLICY q ON public.u FOR ALL TO PUBLIC
    USING (exists ( select 1
   from public.m_n
  where m_n.a = u.a));
DROP POLICY p ON public.u;

DROP ROUTINE public.fs();
DROP VIEW public.v_n;

CREATE VIEW public.v_n AS
select t.a,
   t.b
  from public.t;

CREATE POLICY p ON public.u FOR ALL TO PUBLIC
    USING (exists ( select 1
   from public.v_n
  where v_n.a = u.a));

ALTER MATERIALIZED VIEW public.m_n RENAME TO m;

ALTER VIEW public.v_n RENAME TO v;

CREATE VIEW public.w AS
select v.a
  from public.v;

CREATE FUNCTION public.fs()
    RETURNS setof public.v
    LANGUAGE sql STABLE
AS $$ select * from v $$;

