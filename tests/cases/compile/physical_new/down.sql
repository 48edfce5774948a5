-- ==== create_3_tables.down.sql
-- Undo

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

DROP TABLE public.w;
DROP TABLE public.v;
DROP TABLE public.t;

