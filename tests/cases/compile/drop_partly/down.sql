-- ==== drop_the_default_of_column_a_k.down.sql
-- irreversible: the values of column a.m were deleted; the values of column a.l were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the values of column a.m were deleted; the values of column a.l were deleted';
END $$;

