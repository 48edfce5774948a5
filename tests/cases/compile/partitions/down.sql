-- ==== create_2_tables_validate.down.sql
-- Nothing is left to undo.

-- ==== create_2_tables.down.sql
-- Undo

DROP TABLE public.log_rest;
DROP TABLE public.log_2027;

DROP INDEX public.log_at;

ALTER TABLE public.log DROP CONSTRAINT log_kind_check;
ALTER TABLE public.log DROP COLUMN more;

