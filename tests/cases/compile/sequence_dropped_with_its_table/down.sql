-- ==== drop_column_u_n.down.sql
-- irreversible: the values of column u.n were deleted; the rows of table t were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the values of column u.n were deleted; the rows of table t were deleted';
END $$;

