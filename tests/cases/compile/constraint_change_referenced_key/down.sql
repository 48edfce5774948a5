-- ==== drop_constraint_b_b_a_id_fkey_validate.down.sql
-- Nothing is left to undo.

-- ==== drop_constraint_b_b_a_id_fkey_4.down.sql
-- Undo

ALTER TABLE public.b DROP CONSTRAINT b_a_id_fkey;

ALTER TABLE public.a DROP CONSTRAINT a_id_key;
ALTER TABLE public.a DROP CONSTRAINT a_pkey;
ALTER TABLE public.a
    ADD CONSTRAINT a_pkey PRIMARY KEY (id);

-- ==== drop_constraint_b_b_a_id_fkey_create_a_id_key.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY IF EXISTS public.a_id_key;

-- ==== drop_constraint_b_b_a_id_fkey_create_a_pkey_new.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY IF EXISTS public.a_pkey_new;

-- ==== drop_constraint_b_b_a_id_fkey.down.sql
-- Undo

ALTER TABLE public.b
    ADD CONSTRAINT b_a_id_fkey FOREIGN KEY (a_id) REFERENCES public.a (id);

