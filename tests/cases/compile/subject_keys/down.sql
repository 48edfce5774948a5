-- ==== create_notes.down.sql
-- Undo

DROP TABLE public.notes;

