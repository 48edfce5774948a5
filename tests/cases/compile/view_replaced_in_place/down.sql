-- ==== replace_view_barred.down.sql
-- Undo

DROP MATERIALIZED VIEW public.stored;

ALTER VIEW public.spelled
    RESET (security_invoker),
    SET (check_option = local, security_barrier = true);

DROP VIEW public.other_type;

COMMENT ON COLUMN public.more.loud IS NULL;

DROP VIEW public.of_more;
DROP VIEW public.more;

CREATE VIEW public.more AS
select t.id
  from public.t;

GRANT SELECT ON TABLE public.more TO reader;

CREATE VIEW public.of_more AS
select more.id
  from public.more;

COMMENT ON VIEW public.of_more IS 'what stands on it stays';

GRANT SELECT ON TABLE public.of_more TO reader;

CREATE OR REPLACE VIEW public.joined AS
select t.id,
   u.b
  from public.t
    join public.t u on u.id = t.a;

ALTER VIEW public.checked
    SET (check_option = local);

REVOKE UPDATE (a) ON TABLE public.base FROM reader;

COMMENT ON VIEW public.base IS 'what there is';

CREATE OR REPLACE VIEW public.base AS
select t.id,
   t.a,
   t.b
  from public.t;

ALTER VIEW public.barred
    RESET (security_invoker),
    SET (security_barrier = true);

CREATE MATERIALIZED VIEW public.stored AS
select above.id
  from public.above;

CREATE UNIQUE INDEX stored_id ON public.stored (id);

CREATE VIEW public.other_type AS
select t.id
  from public.t;

