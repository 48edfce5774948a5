-- ==== rename_column_t_a_to_a_n.down.sql
-- Undo

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

DROP POLICY p ON public.u_n;

DROP POLICY q ON public.t;

DROP VIEW public.v;

ALTER TABLE public.u_n RENAME COLUMN x_n TO x;
ALTER TABLE public.u_n RENAME TO u;

ALTER TABLE public.t RENAME COLUMN b_n TO b;
ALTER TABLE public.t RENAME COLUMN a_n TO a;

CREATE VIEW public.v AS
select t.a,
   t.b
  from public.t;

CREATE POLICY p ON public.u FOR ALL TO PUBLIC
    USING (x > 1 and (exists ( select 1
   from public.v
  where v.a > 1)));

CREATE POLICY q ON public.t FOR ALL TO PUBLIC
    USING (b = 'x'::text and (exists ( select 1
   from public.v
  where v.a > 1)));

COMMENT ON POLICY q ON public.t IS 'old';

