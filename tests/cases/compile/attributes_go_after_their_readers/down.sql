-- ==== drop_constraint_checked_checked_check_4.down.sql
-- irreversible: the values of a were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the values of a were deleted';
END $$;

-- ==== drop_constraint_checked_checked_check_drop_i.down.sql
-- no-transaction

CREATE INDEX CONCURRENTLY i ON public.t (((y).a));

-- ==== drop_constraint_checked_checked_check_validate.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT c;
ALTER TABLE public.t
    ADD CONSTRAINT c CHECK ((y).b > ''::text) NOT VALID;

-- ==== drop_constraint_checked_checked_check.down.sql
-- irreversible: the values of column t.z were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the values of column t.z were deleted';
END $$;

