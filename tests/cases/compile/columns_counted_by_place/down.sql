-- ==== alter_sequence_s.down.sql
-- irreversible: the values of column t.b were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the values of column t.b were deleted';
END $$;

