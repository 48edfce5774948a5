-- ==== create_4_tables.down.sql
-- irreversible: the rows of table z were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the rows of table z were deleted';
END $$;

