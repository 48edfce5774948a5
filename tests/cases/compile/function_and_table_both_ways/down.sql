-- ==== create_t.down.sql
-- Undo

DROP ROUTINE public.uses_later();
DROP ROUTINE public.uses_table();
DROP ROUTINE public.row_of(IN t);
DROP TABLE public.t;
DROP ROUTINE public.used_by_table();

