-- ==== add_constraint_t_t_c_check_10.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT t_pkey;

-- ==== add_constraint_t_t_c_check_create_t_pkey.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY IF EXISTS public.t_pkey;

-- ==== add_constraint_t_t_c_check_not_null.down.sql
-- Undo

ALTER TABLE public.t
    ADD CONSTRAINT t_id_not_null CHECK (id IS NOT NULL) NOT VALID;
ALTER TABLE public.t ALTER COLUMN id DROP NOT NULL;

-- ==== add_constraint_t_t_c_check_validate.down.sql
-- Nothing is left to undo.

-- ==== add_constraint_t_t_c_check_add_constraints.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT t_self;
ALTER TABLE public.t DROP CONSTRAINT t_bc;
ALTER TABLE public.t DROP CONSTRAINT t_a_key;
ALTER TABLE public.t DROP CONSTRAINT t_id_not_null;

-- ==== add_constraint_t_t_c_check_create_t_bc.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY IF EXISTS public.t_bc;

-- ==== add_constraint_t_t_c_check_create_t_a_key.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY IF EXISTS public.t_a_key;

-- ==== add_constraint_t_t_c_check_backfill.down.sql
-- Nothing is left to undo.

-- ==== add_constraint_t_t_c_check_validate.down.sql
-- Nothing is left to undo.

-- ==== add_constraint_t_t_c_check.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT t_r;
ALTER TABLE public.t DROP CONSTRAINT t_ab;
ALTER TABLE public.t DROP CONSTRAINT t_c_check;

