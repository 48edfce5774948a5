-- ==== set_the_old_index_c_id_aside_as_c_id_old_validate.down.sql
-- Nothing is left to undo.

-- ==== set_the_old_index_c_id_aside_as_c_id_old_5.down.sql
-- no-transaction

CREATE UNIQUE INDEX CONCURRENTLY c_id_old ON public.c (id);

-- ==== set_the_old_index_c_id_aside_as_c_id_old_4.down.sql
-- Nothing is left to undo.

-- ==== set_the_old_index_c_id_aside_as_c_id_old_create_c_id.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.c_id;

-- ==== set_the_old_index_c_id_aside_as_c_id_old_2.down.sql
-- no-transaction

CREATE UNIQUE INDEX CONCURRENTLY a_id ON public.a (id);

-- ==== set_the_old_index_c_id_aside_as_c_id_old.down.sql
-- Undo

ALTER INDEX public.c_id_old RENAME TO c_id;

