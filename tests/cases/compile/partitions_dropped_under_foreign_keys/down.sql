-- ==== create_other.down.sql
-- irreversible: the rows of table p_2 were deleted; the rows of table p_1 were deleted; the rows of table c were deleted; the rows of table p were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the rows of table p_2 were deleted; the rows of table p_1 were deleted; the rows of table c were deleted; the rows of table p were deleted';
END $$;

