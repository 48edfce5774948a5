-- ==== create_2_tables.down.sql
-- Undo

-- 5 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '600ms';

ALTER TABLE public.n DROP CONSTRAINT later;

ALTER TABLE public.n DETACH PARTITION public.n2;

DROP TABLE public.n2;
DROP TABLE public.n1;

ALTER TABLE public.p DROP CONSTRAINT later;

DROP TABLE public.c;

