-- ==== create_6_tables.down.sql
-- Undo

DROP TABLE public.r_1;
DROP TABLE public.r;
DROP TABLE public.l_x_1;
DROP TABLE public.l_x_0;
DROP TABLE public.l_x;
DROP TABLE public.l;

