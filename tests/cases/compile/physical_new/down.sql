-- ==== create_3_tables.down.sql
-- Undo

DROP TABLE public.w;
DROP TABLE public.v;
DROP TABLE public.t;

