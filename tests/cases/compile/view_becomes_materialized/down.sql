-- ==== drop_view_u.down.sql
-- Undo

DROP VIEW public.u;
DROP MATERIALIZED VIEW public.v;

CREATE VIEW public.v AS
select 1 as id;

COMMENT ON VIEW public.v IS 'V.';

CREATE VIEW public.u AS
select id from v;

