-- ==== create_archive.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

LOCK TABLE public.archive IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.archive_moved AS SELECT note, id, placed FROM public.archive;

DROP TABLE public.archive;

CREATE TABLE public.archive (
    note   text,
    id     integer NOT NULL,
    placed date    NOT NULL
) PARTITION BY RANGE (placed);

CREATE TABLE public.archive_2024 (
    id     integer NOT NULL,
    note   text,
    placed date    NOT NULL
);

ALTER TABLE public.archive ATTACH PARTITION public.archive_2024 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');

INSERT INTO public.archive (note, id, placed) OVERRIDING SYSTEM VALUE SELECT note, id, placed FROM public.archive_moved;
DROP TABLE public.archive_moved;

ALTER TABLE public.orders ADD COLUMN paid boolean DEFAULT false NOT NULL;

LOCK TABLE public.orders_rest IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.orders_2026_moved AS SELECT id, placed, note, total FROM public.orders_rest WITH NO DATA;
WITH gone AS (DELETE FROM public.orders_rest WHERE (placed IS NOT NULL AND placed >= '2026-01-01' AND placed < '2027-01-01') RETURNING id, placed, note, total)
INSERT INTO public.orders_2026_moved SELECT id, placed, note, total FROM gone;

CREATE TABLE public.orders_2026 (
    paid   boolean DEFAULT false NOT NULL,
    id     integer NOT NULL,
    placed date    NOT NULL,
    note   text,
    total  integer DEFAULT 1,
    CONSTRAINT orders_total CHECK (total >= 0)
);

ALTER TABLE public.orders ATTACH PARTITION public.orders_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');

INSERT INTO public.orders (id, placed, note, total) OVERRIDING SYSTEM VALUE SELECT id, placed, note, total FROM public.orders_2026_moved;
DROP TABLE public.orders_2026_moved;

