-- ==== create_2_tables.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

LOCK TABLE public.points IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.points_moved AS SELECT id, at FROM public.points;

DROP TABLE public.points;

CREATE TABLE public.points (
    id integer     NOT NULL,
    at timestamptz NOT NULL
) PARTITION BY RANGE (at);

SET LOCAL TimeZone = 'UTC';
ALTER TABLE public.points_moved ALTER COLUMN at TYPE timestamptz;
SET LOCAL TimeZone TO DEFAULT;

CREATE TABLE public.points_1 PARTITION OF public.points
    FOR VALUES FROM ('2025-01-01+00') TO ('2026-01-01+00');

INSERT INTO public.points (id, at) OVERRIDING SYSTEM VALUE SELECT id, at FROM public.points_moved;
DROP TABLE public.points_moved;

