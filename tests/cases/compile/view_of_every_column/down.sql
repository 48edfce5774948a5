-- ==== drop_view_w.down.sql
-- irreversible: the values of column t.gone were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the values of column t.gone were deleted';
END $$;

