-- ==== create_2_tables.down.sql
-- irreversible: values of table t were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: values of table t were deleted';
END $$;

