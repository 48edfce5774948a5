-- ==== create_3_tables.down.sql
-- Undo

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

ALTER TABLE public.c DROP CONSTRAINT c_next_fkey;

DROP TABLE public.a;
DROP TABLE public.b;
DROP TABLE public.c;

