-- ==== rename_table_t1_to_t1_n.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.t1 RENAME TO t1_n;

ALTER TABLE public.t1_n RENAME COLUMN b TO b_n;

ALTER TABLE public.t3 RENAME TO t3_n;

DROP POLICY p ON public.t3_n;

ALTER TABLE public.t1_n ALTER COLUMN b_n TYPE bigint[] USING b_n::bigint[];

CREATE POLICY p_n ON public.t3_n FOR ALL TO PUBLIC
    USING (exists ( select 1
   from public.t1_n o
  where cardinality(o.b_n) > 0 and length(o.c) > 0 and t3_n.c < 50::numeric));

