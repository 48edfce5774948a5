-- ==== drop_view_w.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP VIEW public.w;
DROP VIEW public.v;

ALTER TABLE public.t ADD COLUMN more text;
ALTER TABLE public.t DROP COLUMN gone;

CREATE VIEW public.v AS
select * from t;

CREATE VIEW public.w AS
select x.* from v x;

COMMENT ON VIEW public.v IS 'All.';

