-- ==== drop_index_t_a_on_t_2.down.sql
-- Undo

CREATE EXTENSION pg_trgm SCHEMA public;

-- ==== drop_index_t_a_on_t.down.sql
-- no-transaction

CREATE INDEX CONCURRENTLY t_a ON public.t USING gin (a public.gin_trgm_ops);

