-- ==== create_t2.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.t1 ALTER COLUMN id DROP DEFAULT;

DROP ROUTINE public.f(IN integer);
DROP VIEW public.v;
DROP TABLE public.t2;

ALTER TABLE public.t1 DROP COLUMN b;

