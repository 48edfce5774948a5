-- ==== create_index_i_plain_on_t_9.down.sql
-- Undo

COMMENT ON INDEX public.i_partial IS NULL;

-- ==== create_index_i_plain_on_t_create_odd_name.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public."Odd name";

-- ==== create_index_i_plain_on_t_create_i_gin.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.i_gin;

-- ==== create_index_i_plain_on_t_create_i_class.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.i_class;

-- ==== create_index_i_plain_on_t_create_i_unique.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.i_unique;

-- ==== create_index_i_plain_on_t_create_i_partial.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.i_partial;

-- ==== create_index_i_plain_on_t_create_i_expression.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.i_expression;

-- ==== create_index_i_plain_on_t_create_i_order.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.i_order;

-- ==== create_index_i_plain_on_t.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.i_plain;

