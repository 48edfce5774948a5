-- ==== create_3_tables_3.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

CREATE TYPE public.kind AS ENUM ('x', 'y');

DROP TABLE public.log_of_late;

ALTER TABLE public.late ALTER COLUMN v TYPE kind USING v::kind;

-- ==== create_3_tables_drop_late_x.down.sql
-- no-transaction

CREATE INDEX CONCURRENTLY late_x ON public.late (v)
    WHERE v = 'x'::public.kind;

-- ==== create_3_tables.down.sql
-- irreversible: the values of column copy_of_cached.was were deleted; the values of column outer_one.x were deleted; the values of column kept.one were deleted; the rows of table lost were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the values of column copy_of_cached.was were deleted; the values of column outer_one.x were deleted; the values of column kept.one were deleted; the rows of table lost were deleted';
END $$;

