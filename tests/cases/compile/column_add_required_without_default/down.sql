-- ==== add_column_t_name.down.sql
-- Undo

ALTER TABLE public.t DROP COLUMN name;

