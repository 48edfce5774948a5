-- ==== drop_constraint_b_b_a_id_fkey_validate.down.sql
-- Undo

ALTER TABLE public.b DROP CONSTRAINT b_a_id_fkey;
ALTER TABLE public.b
    ADD CONSTRAINT b_a_id_fkey FOREIGN KEY (a_id) REFERENCES public.a (id) NOT VALID;

-- ==== drop_constraint_b_b_a_id_fkey.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.b DROP CONSTRAINT b_a_id_fkey;
ALTER TABLE public.b ALTER COLUMN a_id TYPE integer;

ALTER TABLE public.a ALTER COLUMN id TYPE integer;

ALTER TABLE public.b
    ADD CONSTRAINT b_a_id_fkey FOREIGN KEY (a_id) REFERENCES public.a (id);

