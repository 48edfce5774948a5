-- ==== rename_column_t_a_to_a_n.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

DROP POLICY q ON public.t;

DROP POLICY p ON public.u;

DROP VIEW public.v;

ALTER TABLE public.t RENAME COLUMN a TO a_n;
ALTER TABLE public.t RENAME COLUMN b TO b_n;

ALTER TABLE public.u RENAME TO u_n;

ALTER TABLE public.u_n RENAME COLUMN x TO x_n;

CREATE VIEW public.v AS
select t.a_n,
   t.b_n
  from public.t;

CREATE POLICY q ON public.t FOR ALL TO PUBLIC
    USING (b_n = 'x'::text and (exists ( select 1
   from public.v
  where v.a_n > 1)));

COMMENT ON POLICY q ON public.t IS 'new';

CREATE POLICY p ON public.u_n FOR SELECT TO PUBLIC
    USING (x_n > 1 and (exists ( select 1
   from public.v
  where v.a_n > 1)));

