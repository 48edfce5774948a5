-- ==== drop_column_base_more.down.sql
-- irreversible: what table clone inherited has become its own; the values of column base.more were deleted; the values of column clone.more were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: what table clone inherited has become its own; the values of column base.more were deleted; the values of column clone.more were deleted';
END $$;

