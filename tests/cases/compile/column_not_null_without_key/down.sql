-- ==== refuse_new_nulls_in_column_t_b_not_null.down.sql
-- Undo

ALTER TABLE public.t
    ADD CONSTRAINT t_a_not_null CHECK (a IS NOT NULL) NOT VALID;
ALTER TABLE public.t ALTER COLUMN a DROP NOT NULL;

-- ==== refuse_new_nulls_in_column_t_b_validate.down.sql
-- Nothing is left to undo.

-- ==== refuse_new_nulls_in_column_t_b_add_constraints.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT t_a_not_null;

-- ==== refuse_new_nulls_in_column_t_b_backfill.down.sql
-- Nothing is left to undo.

-- ==== refuse_new_nulls_in_column_t_b_not_null.down.sql
-- Undo

ALTER TABLE public.t
    ADD CONSTRAINT t_b_not_null CHECK (b IS NOT NULL) NOT VALID;
ALTER TABLE public.t ALTER COLUMN b DROP NOT NULL;

-- ==== refuse_new_nulls_in_column_t_b_validate.down.sql
-- Nothing is left to undo.

-- ==== refuse_new_nulls_in_column_t_b.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT t_b_not_null;

