-- ==== create_3_tables.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 10 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '300ms';

CREATE TYPE public.entry AS (
    was counted
);

ALTER TABLE public.holds_moved ALTER COLUMN was TYPE text;

ALTER TABLE public.moved ALTER COLUMN id TYPE bigint;

CREATE TABLE public.holds_moved_now (
    k   integer,
    was moved
);

ALTER TABLE public.outer_one ALTER COLUMN id TYPE bigint;

ALTER TABLE public.copy_of_cached DROP COLUMN was;

ALTER TABLE public.cached SET UNLOGGED;

ALTER TABLE public.outer_one DROP COLUMN x;

ALTER TABLE public.inner_one ALTER COLUMN id TYPE bigint;
ALTER TABLE public.inner_one ADD COLUMN y outer_one;

ALTER TABLE public.kept DROP COLUMN one;

DROP TABLE public.lost;

ALTER TABLE public.sum_of ADD COLUMN g integer GENERATED ALWAYS AS (id) STORED;

DROP ROUTINE public.counted_above();

ALTER TABLE public.counted
    ALTER COLUMN id DROP DEFAULT,
    ALTER COLUMN id TYPE integer,
    ALTER COLUMN id SET DEFAULT 0;

CREATE TABLE public.log_of_counted (
    hist entry
);

-- ==== create_3_tables_drop_late_x.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP INDEX CONCURRENTLY public.late_x;

-- ==== create_3_tables_3.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.late ALTER COLUMN v TYPE text;

CREATE TABLE public.log_of_late (
    a late[]
);

DROP TYPE public.kind;

