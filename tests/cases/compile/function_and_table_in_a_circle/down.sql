-- ==== create_t.down.sql
-- Undo

DROP TABLE public.t;
DROP ROUTINE public.next_number();

