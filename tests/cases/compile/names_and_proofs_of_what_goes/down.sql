-- ==== create_4_tables.down.sql
-- irreversible: values of table t were deleted; the rows of table a were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: values of table t were deleted; the rows of table a were deleted';
END $$;

