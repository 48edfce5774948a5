-- ==== create_tree.down.sql
-- Undo

DROP TABLE public.tree;

