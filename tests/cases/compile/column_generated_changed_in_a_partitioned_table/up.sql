-- ==== drop_index_by_b_on_p.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

DROP INDEX public.by_b;

DROP INDEX public.own;

ALTER TABLE public.p DROP COLUMN b;
ALTER TABLE public.p ADD COLUMN b integer GENERATED ALWAYS AS (a + 2) STORED;

CREATE INDEX by_b ON public.p (b);

-- ==== drop_index_by_b_on_p_create_own.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY own ON public.p1 (b, a);

