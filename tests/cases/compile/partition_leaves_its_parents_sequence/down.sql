-- ==== drop_index_p1_id_idx_on_p1_4.down.sql
-- irreversible: the values of column p1.id were deleted; the values of column q1.id were deleted; the rows of table q were deleted; the rows of table p were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the values of column p1.id were deleted; the values of column q1.id were deleted; the rows of table q were deleted; the rows of table p were deleted';
END $$;

-- ==== drop_index_p1_id_idx_on_p1_drop_q1_id_idx.down.sql
-- no-transaction

CREATE INDEX CONCURRENTLY q1_id_idx ON public.q1 (id);

-- ==== drop_index_p1_id_idx_on_p1_drop_p1_id_idx.down.sql
-- no-transaction

CREATE INDEX CONCURRENTLY p1_id_idx ON public.p1 (id);

-- ==== drop_index_p1_id_idx_on_p1.down.sql
-- irreversible: what table q1 inherited has become its own

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: what table q1 inherited has become its own';
END $$;

