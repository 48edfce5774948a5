-- ==== drop_table_l_2.down.sql
-- irreversible: the rows of table l_2 were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the rows of table l_2 were deleted';
END $$;

