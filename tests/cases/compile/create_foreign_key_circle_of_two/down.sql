-- ==== create_2_tables.down.sql
-- Undo

ALTER TABLE public.b DROP CONSTRAINT b_a_id_fkey;

DROP TABLE public.a;
DROP TABLE public.b;

