-- ==== drop_index_t_a_on_t.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP INDEX CONCURRENTLY public.t_a;

-- ==== drop_index_t_a_on_t_2.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP EXTENSION pg_trgm;

