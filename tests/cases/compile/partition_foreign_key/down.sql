-- ==== add_constraint_a_a_id_fkey.down.sql
-- Undo

ALTER TABLE public.a DROP CONSTRAINT a_id_fkey;

