-- ==== drop_constraint_b_b_a_id_fkey_validate.down.sql
-- Nothing is left to undo.

-- ==== drop_constraint_b_b_a_id_fkey.down.sql
-- Undo

ALTER TABLE public.b DROP CONSTRAINT b_a_id_fkey;
ALTER TABLE public.b ALTER COLUMN a_id TYPE integer;

ALTER TABLE public.a ALTER COLUMN id TYPE integer;

ALTER TABLE public.b
    ADD CONSTRAINT b_a_id_fkey FOREIGN KEY (a_id) REFERENCES public.a (id);

