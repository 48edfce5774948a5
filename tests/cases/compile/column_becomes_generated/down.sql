-- ==== drop_column_t_b_to_make_it_anew.down.sql
-- irreversible: the values of column t.b were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the values of column t.b were deleted';
END $$;

