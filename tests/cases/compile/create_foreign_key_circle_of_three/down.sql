-- ==== create_3_tables.down.sql
-- Undo

ALTER TABLE public.c DROP CONSTRAINT c_next_fkey;

DROP TABLE public.a;
DROP TABLE public.b;
DROP TABLE public.c;

