-- ==== create_2_tables.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

LOCK TABLE public.e_rest IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.e_1_moved AS SELECT id, at FROM public.e_rest WITH NO DATA;
WITH gone AS (DELETE FROM public.e_rest WHERE (at IS NOT NULL AND at >= '2025-01-01' AND at < '2026-01-01') RETURNING id, at)
INSERT INTO public.e_1_moved SELECT id, at FROM gone;

CREATE TABLE public.e_1 PARTITION OF public.e
    FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');

INSERT INTO public.e (id, at) OVERRIDING SYSTEM VALUE SELECT id, at FROM public.e_1_moved;
DROP TABLE public.e_1_moved;

LOCK TABLE public.e_rest IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.e_2_moved AS SELECT id, at FROM public.e_rest WITH NO DATA;
WITH gone AS (DELETE FROM public.e_rest WHERE (at IS NOT NULL AND at >= '2026-01-01' AND at < '2027-01-01') RETURNING id, at)
INSERT INTO public.e_2_moved SELECT id, at FROM gone;

CREATE TABLE public.e_2 PARTITION OF public.e
    FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');

INSERT INTO public.e (id, at) OVERRIDING SYSTEM VALUE SELECT id, at FROM public.e_2_moved;
DROP TABLE public.e_2_moved;

