-- ==== add_column_t_first_not_null.down.sql
-- Undo

ALTER TABLE public.t
    ADD CONSTRAINT t_first_not_null CHECK (first IS NOT NULL) NOT VALID;
ALTER TABLE public.t ALTER COLUMN first DROP NOT NULL;

-- ==== add_column_t_first_validate.down.sql
-- irreversible: the values of column t.name were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the values of column t.name were deleted';
END $$;

-- ==== add_column_t_first_add_constraints.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT t_first_not_null;

-- ==== add_column_t_first_backfill.down.sql
-- Nothing is left to undo.

-- ==== add_column_t_first.down.sql
-- Undo

ALTER TABLE public.t DROP COLUMN first;

