-- ==== rename_column_u_g_to_g_n_create_j.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.j;

-- ==== rename_column_u_g_to_g_n_create_i_n.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.i_n;

-- ==== rename_column_u_g_to_g_n.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

DROP VIEW public.v;

ALTER TABLE public.u DROP COLUMN g_n;
ALTER TABLE public.u ADD COLUMN g_n integer GENERATED ALWAYS AS (a + 1) STORED;

CREATE INDEX j ON public.u (g_n);

ALTER TABLE public.t ALTER COLUMN a TYPE bigint;

CREATE INDEX i ON public.t (a);

ALTER TABLE public.u RENAME COLUMN g_n TO g;

CREATE VIEW public.v AS
select u.g
  from public.u;

