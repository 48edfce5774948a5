-- ==== create_sub1.down.sql
-- irreversible: the rows of table holds were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the rows of table holds were deleted';
END $$;

