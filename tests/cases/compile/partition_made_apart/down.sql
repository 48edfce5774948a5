-- ==== create_archive.down.sql
-- Undo

-- 4 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '750ms';

LOCK TABLE public.orders_2026 IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.orders_2026_moved AS SELECT id, placed, note, total FROM public.orders_2026 WITH NO DATA;
WITH gone AS (DELETE FROM public.orders_2026 WHERE (true) RETURNING id, placed, note, total)
INSERT INTO public.orders_2026_moved SELECT id, placed, note, total FROM gone;

ALTER TABLE public.orders DETACH PARTITION public.orders_2026;

DROP TABLE public.orders_2026;

INSERT INTO public.orders (id, placed, note, total) OVERRIDING SYSTEM VALUE SELECT id, placed, note, total FROM public.orders_2026_moved;
DROP TABLE public.orders_2026_moved;

ALTER TABLE public.orders DROP COLUMN paid;

LOCK TABLE public.archive IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.archive_moved AS SELECT note, id, placed FROM public.archive;

DROP TABLE public.archive_2024;
DROP TABLE public.archive;

CREATE TABLE public.archive (
    note   text,
    id     integer NOT NULL,
    placed date    NOT NULL
) PARTITION BY RANGE (placed);

CREATE TABLE public.archive_2024 PARTITION OF public.archive
    FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');

INSERT INTO public.archive (note, id, placed) OVERRIDING SYSTEM VALUE SELECT note, id, placed FROM public.archive_moved;
DROP TABLE public.archive_moved;

