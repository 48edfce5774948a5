-- ==== set_the_old_index_i_aside_as_i_old.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER INDEX public.i RENAME TO i_old;
ALTER INDEX public.j RENAME TO j_old;

-- ==== set_the_old_index_i_aside_as_i_old_create_i.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY i ON public.t (b);

-- ==== set_the_old_index_i_aside_as_i_old_create_j.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY j ON public.t (a);

-- ==== set_the_old_index_i_aside_as_i_old_drop_i_old.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP INDEX CONCURRENTLY public.i_old;

-- ==== set_the_old_index_i_aside_as_i_old_drop_j_old.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP INDEX CONCURRENTLY public.j_old;

