-- ==== create_2_tables.down.sql
-- Undo

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

LOCK TABLE public.points IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.points_moved AS SELECT id, at FROM public.points;

DROP TABLE public.points_1;

SET LOCAL TimeZone = 'UTC';
ALTER TABLE public.points_moved ALTER COLUMN at TYPE timestamp;
SET LOCAL TimeZone TO DEFAULT;

DROP TABLE public.points;

CREATE TABLE public.points (
    id integer   NOT NULL,
    at timestamp NOT NULL
) PARTITION BY RANGE (at);

CREATE TABLE public.points_1 PARTITION OF public.points
    FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');

INSERT INTO public.points (id, at) OVERRIDING SYSTEM VALUE SELECT id, at FROM public.points_moved;
DROP TABLE public.points_moved;

