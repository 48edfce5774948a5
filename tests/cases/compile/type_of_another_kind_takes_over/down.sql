-- ==== create_enum_big_size.down.sql
-- irreversible: the values of address were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the values of address were deleted';
END $$;

