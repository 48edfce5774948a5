-- ==== drop_the_default_of_column_e_id.down.sql
-- irreversible: the values of column f.id were deleted; the values of column p.id were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the values of column f.id were deleted; the values of column p.id were deleted';
END $$;

