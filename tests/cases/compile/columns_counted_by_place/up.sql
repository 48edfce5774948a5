-- ==== alter_sequence_s.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

DROP VIEW public.v;
DROP VIEW public.w;

ALTER SEQUENCE public.s AS smallint INCREMENT BY 1 NO MINVALUE MAXVALUE 20000 START WITH 1 CACHE 1 NO CYCLE;

DROP POLICY p ON public.u;

ALTER TABLE public.t DROP COLUMN b;

CREATE POLICY p ON public.u FOR ALL TO PUBLIC
    USING (a in ( select x.r
   from public.t x(p, q, r)));

CREATE VIEW public.v AS
select x.r
  from public.t x(p, q, r);

CREATE VIEW public.w AS
select x.a,
   x.d
  from public.f() x(a, c, d);

