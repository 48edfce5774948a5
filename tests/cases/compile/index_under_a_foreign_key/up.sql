-- ==== drop_constraint_b_b_x_fkey.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.b DROP CONSTRAINT b_x_fkey;

DROP INDEX public.a_x;

-- ==== drop_constraint_b_b_x_fkey_create_a_x.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY a_x ON public.a (x) INCLUDE (y);

-- ==== drop_constraint_b_b_x_fkey_add_constraints.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.b
    ADD CONSTRAINT b_x_fkey FOREIGN KEY (x) REFERENCES public.a (x) NOT VALID;

-- ==== drop_constraint_b_b_x_fkey_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.b VALIDATE CONSTRAINT b_x_fkey;

