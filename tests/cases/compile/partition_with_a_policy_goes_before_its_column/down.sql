-- ==== drop_table_pd.down.sql
-- irreversible: the rows of table pd were deleted; the values of column pt.c were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the rows of table pd were deleted; the values of column pt.c were deleted';
END $$;

