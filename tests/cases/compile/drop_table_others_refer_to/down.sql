-- ==== drop_constraint_b_b_a_id_fkey.down.sql
-- irreversible: the rows of table a were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the rows of table a were deleted';
END $$;

