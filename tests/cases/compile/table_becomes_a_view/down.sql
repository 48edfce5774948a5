-- ==== drop_table_t.down.sql
-- irreversible: the rows of table t were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the rows of table t were deleted';
END $$;

