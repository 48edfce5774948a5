-- ==== drop_view_w.down.sql
-- Undo

DROP VIEW public.w;
DROP VIEW public.v;

ALTER TABLE public.t RENAME COLUMN new TO old;

CREATE VIEW public.v AS
select id, old from t;

CREATE VIEW public.w AS
select old from v;

