-- ==== create_2_tables.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

LOCK TABLE public.e_2 IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.e_2_moved AS SELECT id, at FROM public.e_2 WITH NO DATA;
WITH gone AS (DELETE FROM public.e_2 WHERE (true) RETURNING id, at)
INSERT INTO public.e_2_moved SELECT id, at FROM gone;

DROP TABLE public.e_2;

INSERT INTO public.e (id, at) OVERRIDING SYSTEM VALUE SELECT id, at FROM public.e_2_moved;
DROP TABLE public.e_2_moved;

LOCK TABLE public.e_1 IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.e_1_moved AS SELECT id, at FROM public.e_1 WITH NO DATA;
WITH gone AS (DELETE FROM public.e_1 WHERE (true) RETURNING id, at)
INSERT INTO public.e_1_moved SELECT id, at FROM gone;

DROP TABLE public.e_1;

INSERT INTO public.e (id, at) OVERRIDING SYSTEM VALUE SELECT id, at FROM public.e_1_moved;
DROP TABLE public.e_1_moved;

