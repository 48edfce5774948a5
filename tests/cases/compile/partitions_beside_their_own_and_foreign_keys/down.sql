-- ==== create_2_tables_create_t_p0_n_idx.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.t_p0_n_idx;

-- ==== create_2_tables_create_t_new.down.sql
-- Undo

DROP INDEX public.t_new;

-- ==== create_2_tables_drop_t_p1_n_idx.down.sql
-- no-transaction

CREATE INDEX CONCURRENTLY t_p1_n_idx ON public.t_p1 (n);

-- ==== create_2_tables.down.sql
-- irreversible: the rows of table u_p1 were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the rows of table u_p1 were deleted';
END $$;

