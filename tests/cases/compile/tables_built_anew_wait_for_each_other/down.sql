-- ==== create_3_tables.down.sql
-- irreversible: values of table t2 were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: values of table t2 were deleted';
END $$;

