-- ==== revoke_from_clerk_on_table_t.down.sql
-- irreversible: the values of column t.old were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the values of column t.old were deleted';
END $$;

