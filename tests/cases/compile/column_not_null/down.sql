-- ==== allow_null_in_column_t_c_not_null.down.sql
-- Undo

ALTER TABLE public.t
    ADD CONSTRAINT t_b_not_null CHECK (b IS NOT NULL) NOT VALID;
ALTER TABLE public.t ALTER COLUMN b DROP NOT NULL;
ALTER TABLE public.t
    ADD CONSTRAINT t_a_not_null CHECK (a IS NOT NULL) NOT VALID;
ALTER TABLE public.t ALTER COLUMN a DROP NOT NULL;

-- ==== allow_null_in_column_t_c_validate.down.sql
-- Nothing is left to undo.

-- ==== allow_null_in_column_t_c_add_constraints.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT t_b_not_null;
ALTER TABLE public.t DROP CONSTRAINT t_a_not_null;

-- ==== allow_null_in_column_t_c_backfill.down.sql
-- Nothing is left to undo.

-- ==== allow_null_in_column_t_c.down.sql
-- Undo

ALTER TABLE public.t ALTER COLUMN d SET NOT NULL;
ALTER TABLE public.t ALTER COLUMN c SET NOT NULL;

