-- ==== replace_view_barred.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP VIEW public.other_type;
DROP MATERIALIZED VIEW public.stored;

ALTER VIEW public.barred
    RESET (security_barrier),
    SET (security_invoker = true);

CREATE OR REPLACE VIEW public.base AS
select t.id,
   t.a,
   t.b
  from public.t
 where t.a > 1;

COMMENT ON VIEW public.base IS 'what there is above one';

GRANT UPDATE (a) ON TABLE public.base TO reader;

ALTER VIEW public.checked
    SET (check_option = cascaded);

CREATE OR REPLACE VIEW public.joined AS
select distinct t.id,
   u.b
  from public.t
    join public.t u on u.id = t.a and u.b is not null
 order by t.id;

CREATE OR REPLACE VIEW public.more AS
select t.id,
   upper(t.b) as loud,
   u.a as joined
  from public.t
    left join public.t u on u.id = t.a;

COMMENT ON COLUMN public.more.loud IS 'b, louder';

CREATE VIEW public.other_type AS
select t.id::bigint as id
  from public.t;

ALTER VIEW public.spelled
    SET (security_barrier = true, check_option = local, security_invoker = on);

CREATE MATERIALIZED VIEW public.stored AS
select above.id
  from public.above;

CREATE UNIQUE INDEX stored_id ON public.stored (id);

