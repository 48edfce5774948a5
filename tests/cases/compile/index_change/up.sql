-- ==== set_the_old_index_i_aside_as_i_old.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER INDEX public.i RENAME TO i_old;
ALTER INDEX public.j RENAME TO j_old;

COMMENT ON INDEX public.i_old IS NULL;

-- ==== set_the_old_index_i_aside_as_i_old_drop_gone.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP INDEX CONCURRENTLY public.gone;

-- ==== set_the_old_index_i_aside_as_i_old_create_i.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY i ON public.t (a, b);

-- ==== set_the_old_index_i_aside_as_i_old_create_j.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY j ON public.t (a) WITH (fillfactor = 80);

-- ==== set_the_old_index_i_aside_as_i_old_create_l.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY l ON public.t (a DESC);

-- ==== set_the_old_index_i_aside_as_i_old_6.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

COMMENT ON INDEX public.i IS 'First.';
COMMENT ON INDEX public.l IS 'Renamed.';

-- ==== set_the_old_index_i_aside_as_i_old_drop_i_old.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP INDEX CONCURRENTLY public.i_old;

-- ==== set_the_old_index_i_aside_as_i_old_drop_j_old.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP INDEX CONCURRENTLY public.j_old;

-- ==== set_the_old_index_i_aside_as_i_old_drop_k.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP INDEX CONCURRENTLY public.k;

