-- ==== create_p.down.sql
-- irreversible: values of table p were deleted; the values of column c.k were deleted; the values of column c.bar were deleted; the rows of table r were deleted; the rows of table b1 were deleted; the rows of table b were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: values of table p were deleted; the values of column c.k were deleted; the values of column c.bar were deleted; the rows of table r were deleted; the rows of table b1 were deleted; the rows of table b were deleted';
END $$;

