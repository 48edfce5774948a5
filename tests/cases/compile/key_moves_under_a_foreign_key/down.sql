-- ==== add_column_a_u_not_null.down.sql
-- Undo

ALTER TABLE public.a DROP CONSTRAINT a_pkey;
ALTER TABLE public.a
    ADD CONSTRAINT a_u_not_null CHECK (u IS NOT NULL);
ALTER TABLE public.a ALTER COLUMN u DROP NOT NULL;

CREATE UNIQUE INDEX a_pkey_new ON public.a (u);

-- ==== add_column_a_u_validate.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.b DROP CONSTRAINT b_a_fkey;
ALTER TABLE public.b
    ADD CONSTRAINT b_a_fkey FOREIGN KEY (a) REFERENCES public.a (id) NOT VALID;

ALTER TABLE public.a DROP CONSTRAINT a_u_not_null;
ALTER TABLE public.a
    ADD CONSTRAINT a_u_not_null CHECK (u IS NOT NULL) NOT VALID;

-- ==== add_column_a_u_add_constraints.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.b DROP CONSTRAINT b_a_fkey;

ALTER TABLE public.a DROP CONSTRAINT a_id_key;
ALTER TABLE public.a
    ADD CONSTRAINT a_pkey PRIMARY KEY (id);

ALTER TABLE public.b
    ADD CONSTRAINT b_a_fkey FOREIGN KEY (a) REFERENCES public.a (id);

ALTER TABLE public.a DROP CONSTRAINT a_u_not_null;

CREATE UNIQUE INDEX a_id_key ON public.a (id);

-- ==== add_column_a_u_create_a_id_key.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.a_id_key;

-- ==== add_column_a_u_create_a_pkey_new.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.a_pkey_new;

-- ==== add_column_a_u_backfill.down.sql
-- Nothing is left to undo.

-- ==== add_column_a_u.down.sql
-- Undo

ALTER TABLE public.a ALTER COLUMN u DROP DEFAULT;
ALTER TABLE public.a DROP COLUMN u;

