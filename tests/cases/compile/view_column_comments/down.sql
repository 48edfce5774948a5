-- ==== comment_on_column_v_a.down.sql
-- Undo

DROP MATERIALIZED VIEW public.m;

COMMENT ON COLUMN public.v.b IS 'Two.';
COMMENT ON COLUMN public.v.a IS 'One.';

CREATE MATERIALIZED VIEW public.m AS
select 1 as a;

COMMENT ON COLUMN public.m.a IS 'One.';

