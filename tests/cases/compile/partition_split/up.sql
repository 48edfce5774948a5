-- ==== create_2_tables.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.p DETACH PARTITION public.p1;

LOCK TABLE public.p1 IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.p1_moved AS SELECT kind, n FROM public.p1 WITH NO DATA;
WITH gone AS (DELETE FROM public.p1 WHERE ((kind IS NOT NULL AND kind IN ('a')) IS NOT TRUE) RETURNING kind, n)
INSERT INTO public.p1_moved SELECT kind, n FROM gone;

CREATE TABLE public.p2 PARTITION OF public.p
    FOR VALUES IN ('b', NULL);

ALTER TABLE public.r DETACH PARTITION public.r1;

LOCK TABLE public.r1 IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.r1_moved AS SELECT at, n FROM public.r1 WITH NO DATA;
WITH gone AS (DELETE FROM public.r1 WHERE ((at IS NOT NULL AND at >= 1 AND at < 5) IS NOT TRUE) RETURNING at, n)
INSERT INTO public.r1_moved SELECT at, n FROM gone;

CREATE TABLE public.r2 PARTITION OF public.r
    FOR VALUES FROM (5) TO (10);

ALTER TABLE public.p ATTACH PARTITION public.p1 FOR VALUES IN ('a');

INSERT INTO public.p (kind, n) OVERRIDING SYSTEM VALUE SELECT kind, n FROM public.p1_moved;
DROP TABLE public.p1_moved;

ALTER TABLE public.r ATTACH PARTITION public.r1 FOR VALUES FROM (1) TO (5);

INSERT INTO public.r (at, n) OVERRIDING SYSTEM VALUE SELECT at, n FROM public.r1_moved;
DROP TABLE public.r1_moved;

