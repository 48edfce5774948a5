-- ==== add_constraint_t_t_c_check_10.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT t_pkey;

CREATE UNIQUE INDEX t_pkey ON public.t (id);

-- ==== add_constraint_t_t_c_check_create_t_pkey.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.t_pkey;

-- ==== add_constraint_t_t_c_check_not_null.down.sql
-- Undo

ALTER TABLE public.t
    ADD CONSTRAINT t_id_not_null CHECK (id IS NOT NULL);
ALTER TABLE public.t ALTER COLUMN id DROP NOT NULL;

-- ==== add_constraint_t_t_c_check_validate.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT t_self;
ALTER TABLE public.t
    ADD CONSTRAINT t_self FOREIGN KEY (b) REFERENCES public.t (a) NOT VALID;
ALTER TABLE public.t DROP CONSTRAINT t_id_not_null;
ALTER TABLE public.t
    ADD CONSTRAINT t_id_not_null CHECK (id IS NOT NULL) NOT VALID;

-- ==== add_constraint_t_t_c_check_add_constraints.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT t_self;
ALTER TABLE public.t DROP CONSTRAINT t_bc;
ALTER TABLE public.t DROP CONSTRAINT t_a_key;
ALTER TABLE public.t DROP CONSTRAINT t_id_not_null;

CREATE UNIQUE INDEX t_bc ON public.t (b, c) INCLUDE (a) NULLS NOT DISTINCT;
CREATE UNIQUE INDEX t_a_key ON public.t (a);

-- ==== add_constraint_t_t_c_check_create_t_bc.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.t_bc;

-- ==== add_constraint_t_t_c_check_create_t_a_key.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.t_a_key;

-- ==== add_constraint_t_t_c_check_backfill.down.sql
-- Nothing is left to undo.

-- ==== add_constraint_t_t_c_check_validate.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT t_ab;
ALTER TABLE public.t
    ADD CONSTRAINT t_ab CHECK (a < b) NO INHERIT NOT VALID;
ALTER TABLE public.t DROP CONSTRAINT t_c_check;
ALTER TABLE public.t
    ADD CONSTRAINT t_c_check CHECK (c <> '') NOT VALID;

-- ==== add_constraint_t_t_c_check.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT t_r;
ALTER TABLE public.t DROP CONSTRAINT t_ab;
ALTER TABLE public.t DROP CONSTRAINT t_c_check;

