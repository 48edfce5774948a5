-- ==== rename_function_f_text_to_f_n_drop_i_old.down.sql
-- no-transaction

CREATE INDEX CONCURRENTLY i_old ON public.m (public.f_n(a));

-- ==== rename_function_f_text_to_f_n_create_i.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.i;

-- ==== rename_function_f_text_to_f_n.down.sql
-- Undo

ALTER INDEX public.i_old RENAME TO i;

ALTER ROUTINE public.f_n(IN text) RENAME TO f;

