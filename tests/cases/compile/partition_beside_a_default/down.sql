-- ==== create_p1.down.sql
-- Undo

LOCK TABLE public.p1 IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.p1_moved AS SELECT a FROM public.p1 WITH NO DATA;
WITH gone AS (DELETE FROM public.p1 WHERE (true) RETURNING a)
INSERT INTO public.p1_moved SELECT a FROM gone;

DROP TABLE public.p1;

INSERT INTO public.p (a) OVERRIDING SYSTEM VALUE SELECT a FROM public.p1_moved;
DROP TABLE public.p1_moved;

