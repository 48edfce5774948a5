-- ==== set_the_old_index_i_aside_as_i_old_drop_k.down.sql
-- no-transaction

CREATE INDEX CONCURRENTLY k ON public.t (a);

-- ==== set_the_old_index_i_aside_as_i_old_drop_j_old.down.sql
-- no-transaction

CREATE INDEX CONCURRENTLY j_old ON public.t (a) WITH (fillfactor = 70);

-- ==== set_the_old_index_i_aside_as_i_old_drop_i_old.down.sql
-- no-transaction

CREATE INDEX CONCURRENTLY i_old ON public.t (a);

-- ==== set_the_old_index_i_aside_as_i_old_6.down.sql
-- Undo

COMMENT ON INDEX public.l IS NULL;
COMMENT ON INDEX public.i IS NULL;

-- ==== set_the_old_index_i_aside_as_i_old_create_l.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.l;

-- ==== set_the_old_index_i_aside_as_i_old_create_j.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.j;

-- ==== set_the_old_index_i_aside_as_i_old_create_i.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.i;

-- ==== set_the_old_index_i_aside_as_i_old_drop_gone.down.sql
-- no-transaction

CREATE INDEX CONCURRENTLY gone ON public.t (b);

-- ==== set_the_old_index_i_aside_as_i_old.down.sql
-- Undo

COMMENT ON INDEX public.i_old IS 'First.';

ALTER INDEX public.j_old RENAME TO j;
ALTER INDEX public.i_old RENAME TO i;

