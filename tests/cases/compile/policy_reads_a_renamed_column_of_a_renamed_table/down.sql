-- ==== rename_table_t1_to_t1_n.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

DROP POLICY p_n ON public.t3_n;

ALTER TABLE public.t1_n ALTER COLUMN b_n TYPE integer[] USING b_n::integer[];

CREATE POLICY p ON public.t3_n FOR ALL TO PUBLIC
    USING (exists ( select 1
   from public.t1_n o
  where cardinality(o.b_n) > 0 and length(o.c) > 0 and t3_n.c < 50::numeric));

ALTER TABLE public.t3_n RENAME TO t3;

ALTER TABLE public.t1_n RENAME COLUMN b_n TO b;
ALTER TABLE public.t1_n RENAME TO t1;

