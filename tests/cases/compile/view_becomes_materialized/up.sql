-- ==== drop_view_u.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP VIEW public.u;
DROP VIEW public.v;

CREATE MATERIALIZED VIEW public.v AS
select 1 as id;

COMMENT ON MATERIALIZED VIEW public.v IS 'M.';

CREATE INDEX v_id ON public.v (id);

CREATE VIEW public.u AS
select id from v;

