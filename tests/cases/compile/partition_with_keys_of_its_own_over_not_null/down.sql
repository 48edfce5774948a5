-- ==== create_t.down.sql
-- irreversible: the rows of table x were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the rows of table x were deleted';
END $$;

