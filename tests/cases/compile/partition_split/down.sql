-- ==== create_2_tables.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

LOCK TABLE public.r IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.r1_moved AS SELECT at, n FROM public.r WITH NO DATA;
WITH gone AS (DELETE FROM public.r WHERE (at IS NOT NULL AND at >= 1 AND at < 10) AND tableoid NOT IN (SELECT relid FROM pg_partition_tree('public.r1')) RETURNING at, n)
INSERT INTO public.r1_moved SELECT at, n FROM gone;

ALTER TABLE public.r DETACH PARTITION public.r1;

LOCK TABLE public.p IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.p1_moved AS SELECT kind, n FROM public.p WITH NO DATA;
WITH gone AS (DELETE FROM public.p WHERE (kind IS NOT NULL AND kind IN ('a', 'b')) AND tableoid NOT IN (SELECT relid FROM pg_partition_tree('public.p1')) RETURNING kind, n)
INSERT INTO public.p1_moved SELECT kind, n FROM gone;

ALTER TABLE public.p DETACH PARTITION public.p1;

DROP TABLE public.r2;

ALTER TABLE public.r ATTACH PARTITION public.r1 FOR VALUES FROM (1) TO (10);

INSERT INTO public.r (at, n) OVERRIDING SYSTEM VALUE SELECT at, n FROM public.r1_moved;
DROP TABLE public.r1_moved;

DROP TABLE public.p2;

ALTER TABLE public.p ATTACH PARTITION public.p1 FOR VALUES IN ('a', 'b');

INSERT INTO public.p (kind, n) OVERRIDING SYSTEM VALUE SELECT kind, n FROM public.p1_moved;
DROP TABLE public.p1_moved;

