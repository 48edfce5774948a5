-- ==== create_t.down.sql
-- Undo

DROP VIEW public.u;
DROP TABLE public.t;

CREATE VIEW public.t AS
select 1 as id;

CREATE VIEW public.u AS
select id from t;

