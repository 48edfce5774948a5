-- ==== drop_column_p_b.down.sql
-- irreversible: the values of column p.b were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the values of column p.b were deleted';
END $$;

