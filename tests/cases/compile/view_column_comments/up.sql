-- ==== comment_on_column_v_a.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP MATERIALIZED VIEW public.m;

COMMENT ON COLUMN public.v.a IS 'The first.';
COMMENT ON COLUMN public.v.b IS NULL;

CREATE MATERIALIZED VIEW public.m AS
select 2 as a;

COMMENT ON COLUMN public.m.a IS 'Two.';

