-- ==== rename_column_p_b_to_new_not_null.down.sql
-- Undo

ALTER TABLE public.p
    ADD CONSTRAINT p_new_not_null CHECK (new IS NOT NULL);
ALTER TABLE public.p ALTER COLUMN new DROP NOT NULL;

-- ==== rename_column_p_b_to_new_validate.down.sql
-- Undo

ALTER TABLE public.p DROP CONSTRAINT p_new_not_null;
ALTER TABLE public.p
    ADD CONSTRAINT p_new_not_null CHECK (new IS NOT NULL) NOT VALID;

-- ==== rename_column_p_b_to_new_add_constraints.down.sql
-- Undo

ALTER TABLE public.p DROP CONSTRAINT p_new_not_null;

-- ==== rename_column_p_b_to_new_backfill.down.sql
-- Nothing is left to undo.

-- ==== rename_column_p_b_to_new.down.sql
-- irreversible: the values of column p.c were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the values of column p.c were deleted';
END $$;

