-- ==== create_index_i_plain_on_t.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY i_plain ON public.t (a);

-- ==== create_index_i_plain_on_t_create_i_order.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY i_order ON public.t (a DESC NULLS LAST, b NULLS FIRST);

-- ==== create_index_i_plain_on_t_create_i_expression.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY i_expression ON public.t (lower(b), (a + 1));

-- ==== create_index_i_plain_on_t_create_i_partial.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY i_partial ON public.t (a)
    WHERE b is not null;

-- ==== create_index_i_plain_on_t_create_i_unique.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY i_unique ON public.t (a, b) INCLUDE (c) NULLS NOT DISTINCT;

-- ==== create_index_i_plain_on_t_create_i_class.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY i_class ON public.t (b text_pattern_ops, b COLLATE pg_catalog."C");

-- ==== create_index_i_plain_on_t_create_i_gin.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY i_gin ON public.t USING gin (c jsonb_path_ops) WITH (fastupdate = false);

-- ==== create_index_i_plain_on_t_create_odd_name.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY "Odd name" ON public.t (a);

-- ==== create_index_i_plain_on_t_9.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

COMMENT ON INDEX public.i_partial IS 'Some.';

