-- ==== drop_table_p2.down.sql
-- irreversible: the rows of table p2 were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the rows of table p2 were deleted';
END $$;

