-- ==== create_2_tables.down.sql
-- Undo

ALTER TABLE public.b DROP CONSTRAINT b_a_code_fkey;

DROP TABLE public.b;
DROP TABLE public.a;

