-- ==== set_the_old_index_t_b_aside_as_t_b_old_drop_t_c_old.down.sql
-- no-transaction

CREATE INDEX CONCURRENTLY t_c_old ON public.t (c);

-- ==== set_the_old_index_t_b_aside_as_t_b_old_drop_t_b_old.down.sql
-- no-transaction

CREATE UNIQUE INDEX CONCURRENTLY t_b_old ON public.t (b);

-- ==== set_the_old_index_t_b_aside_as_t_b_old_4.down.sql
-- Undo

ALTER TABLE public.t CLUSTER ON t_c_old;

ALTER TABLE public.t REPLICA IDENTITY USING INDEX t_b_old;

-- ==== set_the_old_index_t_b_aside_as_t_b_old_create_t_c.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.t_c;

-- ==== set_the_old_index_t_b_aside_as_t_b_old_create_t_b.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.t_b;

-- ==== set_the_old_index_t_b_aside_as_t_b_old.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.w SET WITHOUT CLUSTER;

ALTER TABLE public.v REPLICA IDENTITY USING INDEX v_a;

ALTER TABLE public.u CLUSTER ON u_a;

ALTER TABLE public.u REPLICA IDENTITY FULL;

DROP STATISTICS public.t_expressions;
DROP STATISTICS public.t_changed;

ALTER TABLE ONLY public.t ALTER COLUMN a SET STATISTICS 50;

ALTER TABLE public.t ALTER COLUMN id SET (n_distinct = 20, n_distinct_inherited = -1);

ALTER TABLE ONLY public.t ALTER COLUMN id SET STATISTICS 100;

CREATE STATISTICS public.t_gone ON a, b FROM public.t;

ALTER STATISTICS public.t_new_name SET STATISTICS 10;

ALTER STATISTICS public.t_retargeted SET STATISTICS -1;

CREATE STATISTICS public.t_changed (ndistinct) ON a, c FROM public.t;

COMMENT ON STATISTICS public.t_changed IS 'Kept.';

ALTER TABLE public.t DROP COLUMN d;

ALTER TABLE public.w RENAME CONSTRAINT w_new TO w_a;

ALTER STATISTICS public.t_new_name RENAME TO t_old_name;
ALTER INDEX public.t_c_old RENAME TO t_c;
ALTER INDEX public.t_b_old RENAME TO t_b;

