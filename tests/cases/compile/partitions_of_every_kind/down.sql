-- ==== create_6_tables.down.sql
-- Undo

-- 6 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '500ms';

DROP TABLE public.r_1;
DROP TABLE public.r;
DROP TABLE public.l_x_1;
DROP TABLE public.l_x_0;
DROP TABLE public.l_x;
DROP TABLE public.l;

