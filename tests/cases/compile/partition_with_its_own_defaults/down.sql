-- ==== create_2_tables.down.sql
-- Undo

DROP TABLE public.p_1;
DROP TABLE public.p;

