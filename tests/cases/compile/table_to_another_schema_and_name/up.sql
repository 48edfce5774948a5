-- ==== move_enum_e_to_schema_s.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP VIEW public.v;

ALTER TYPE public.e SET SCHEMA s;

ALTER TYPE s.e RENAME TO e2;

ALTER TABLE public.t RENAME TO t2;

ALTER TABLE public.t2 SET SCHEMA s;
ALTER TABLE public.u SET SCHEMA s;

CREATE VIEW public.v AS
select id from s.t2;

