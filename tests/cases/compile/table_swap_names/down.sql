-- ==== add_column_a_y.down.sql
-- irreversible: the values of column a.x were deleted; the values of column b.y were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the values of column a.x were deleted; the values of column b.y were deleted';
END $$;

