-- ==== drop_index_t_u_on_t_create_t_v.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.t_v;

-- ==== drop_index_t_u_on_t.down.sql
-- Undo

ALTER TABLE public.t DROP COLUMN b;
ALTER TABLE public.t ADD COLUMN b integer GENERATED ALWAYS AS (a + 1) STORED;

CREATE UNIQUE INDEX t_u ON public.t (b);

