-- ==== create_p1.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

LOCK TABLE public.rest IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.p1_moved AS SELECT a FROM public.rest WITH NO DATA;
WITH gone AS (DELETE FROM public.rest WHERE (a IS NOT NULL AND a IN (1)) RETURNING a)
INSERT INTO public.p1_moved SELECT a FROM gone;

CREATE TABLE public.p1 PARTITION OF public.p
    FOR VALUES IN (1);

INSERT INTO public.p (a) OVERRIDING SYSTEM VALUE SELECT a FROM public.p1_moved;
DROP TABLE public.p1_moved;

