-- ==== drop_column_base_gone.down.sql
-- irreversible: the values of column base.gone were deleted; the values of column parts.gone were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the values of column base.gone were deleted; the values of column parts.gone were deleted';
END $$;

