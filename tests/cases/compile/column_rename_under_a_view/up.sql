-- ==== drop_view_w.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP VIEW public.w;
DROP VIEW public.v;

ALTER TABLE public.t RENAME COLUMN old TO new;

CREATE VIEW public.v AS
select id, new as old from t;

CREATE VIEW public.w AS
select old from v;

