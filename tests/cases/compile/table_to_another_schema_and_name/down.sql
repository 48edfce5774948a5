-- ==== move_enum_e_to_schema_s.down.sql
-- Undo

DROP VIEW public.v;

ALTER TABLE s.u SET SCHEMA public;
ALTER TABLE s.t2 SET SCHEMA public;

ALTER TABLE public.t2 RENAME TO t;

ALTER TYPE s.e2 RENAME TO e;

ALTER TYPE s.e SET SCHEMA public;

CREATE VIEW public.v AS
select id from t;

