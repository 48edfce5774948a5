-- ==== create_t.down.sql
-- Undo

DROP TABLE public.t;

