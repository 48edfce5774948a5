-- ==== drop_index_by_b_on_p_create_own.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.own;

-- ==== drop_index_by_b_on_p.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

DROP INDEX public.by_b;

ALTER TABLE public.p DROP COLUMN b;
ALTER TABLE public.p ADD COLUMN b integer GENERATED ALWAYS AS (a + 1) STORED;

CREATE INDEX own ON public.p1 (b, a);

CREATE INDEX by_b ON public.p (b);

