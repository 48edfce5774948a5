-- ==== rename_column_t_b_to_c.down.sql
-- Undo

ALTER TABLE public.t RENAME COLUMN b TO a;
ALTER TABLE public.t RENAME COLUMN c TO b;

