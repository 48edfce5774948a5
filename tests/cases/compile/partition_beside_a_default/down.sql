-- ==== create_p1.down.sql
-- Undo

DROP TABLE public.p1;

