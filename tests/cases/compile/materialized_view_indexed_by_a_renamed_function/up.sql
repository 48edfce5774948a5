-- ==== rename_function_f_text_to_f_n.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER ROUTINE public.f(IN text) RENAME TO f_n;

ALTER INDEX public.i RENAME TO i_old;

-- ==== rename_function_f_text_to_f_n_create_i.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY i ON public.m (public.f_n(a), a);

-- ==== rename_function_f_text_to_f_n_drop_i_old.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP INDEX CONCURRENTLY public.i_old;

