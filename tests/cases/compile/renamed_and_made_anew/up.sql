-- ==== rename_column_u_g_to_g_n.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

DROP VIEW public.v;

ALTER TABLE public.u RENAME COLUMN g TO g_n;

DROP INDEX public.i;

ALTER TABLE public.t ALTER COLUMN a TYPE integer;

DROP INDEX public.j;

ALTER TABLE public.u DROP COLUMN g_n;
ALTER TABLE public.u ADD COLUMN g_n integer GENERATED ALWAYS AS (a + 2) STORED;

CREATE VIEW public.v AS
select u.g_n
  from public.u;

-- ==== rename_column_u_g_to_g_n_create_i_n.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY i_n ON public.t (a DESC);

-- ==== rename_column_u_g_to_g_n_create_j.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY j ON public.u (g_n);

