-- ==== add_column_c_n.down.sql
-- Undo

LOCK TABLE public.c IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.c_a_moved AS SELECT k, id FROM public.c WITH NO DATA;
WITH gone AS (DELETE FROM public.c WHERE (k IS NOT NULL AND k IN ('a', 'b')) AND tableoid NOT IN (SELECT relid FROM pg_partition_tree('public.c_a')) RETURNING k, id)
INSERT INTO public.c_a_moved SELECT k, id FROM gone;

ALTER TABLE public.c DETACH PARTITION public.c_b;

ALTER TABLE public.c DETACH PARTITION public.c_a;

ALTER TABLE public.c ATTACH PARTITION public.c_b FOR VALUES IN ('c');

ALTER TABLE public.c ATTACH PARTITION public.c_a FOR VALUES IN ('a', 'b');

INSERT INTO public.c (k, id) OVERRIDING SYSTEM VALUE SELECT k, id FROM public.c_a_moved;
DROP TABLE public.c_a_moved;

ALTER TABLE public.c DROP COLUMN n;

