-- ==== drop_materialized_view_m.down.sql
-- irreversible: the rows of table t were deleted; the position of sequence s was lost

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the rows of table t were deleted; the position of sequence s was lost';
END $$;

