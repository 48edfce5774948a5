-- ==== create_c.down.sql
-- irreversible: the values of column p.f1 were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the values of column p.f1 were deleted';
END $$;

