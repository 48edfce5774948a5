-- ==== drop_constraint_b_b_x_fkey_validate.down.sql
-- Undo

ALTER TABLE public.b DROP CONSTRAINT b_x_fkey;
ALTER TABLE public.b
    ADD CONSTRAINT b_x_fkey FOREIGN KEY (x) REFERENCES public.a (x) NOT VALID;

-- ==== drop_constraint_b_b_x_fkey_add_constraints.down.sql
-- Undo

ALTER TABLE public.b DROP CONSTRAINT b_x_fkey;

-- ==== drop_constraint_b_b_x_fkey_create_a_x.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.a_x;

-- ==== drop_constraint_b_b_x_fkey.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

CREATE UNIQUE INDEX a_x ON public.a (x);

ALTER TABLE public.b
    ADD CONSTRAINT b_x_fkey FOREIGN KEY (x) REFERENCES public.a (x);

