-- ==== add_column_t_y.down.sql
-- irreversible: the values of column t.z were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the values of column t.z were deleted';
END $$;

