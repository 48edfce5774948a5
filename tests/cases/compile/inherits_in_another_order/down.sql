-- ==== create_cats.down.sql
-- Undo

DROP TABLE public.cats;

