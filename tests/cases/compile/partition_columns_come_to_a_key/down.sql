-- ==== refuse_new_nulls_in_column_p_at_add_constraints.down.sql
-- Undo

ALTER TABLE public.p DROP CONSTRAINT p_pkey;

-- ==== refuse_new_nulls_in_column_p_at_not_null.down.sql
-- Undo

ALTER TABLE public.p
    ADD CONSTRAINT p_id_not_null CHECK (id IS NOT NULL);
ALTER TABLE public.p ALTER COLUMN id DROP NOT NULL;

-- ==== refuse_new_nulls_in_column_p_at_validate.down.sql
-- Undo

ALTER TABLE public.p DROP CONSTRAINT p_id_not_null;
ALTER TABLE public.p
    ADD CONSTRAINT p_id_not_null CHECK (id IS NOT NULL) NOT VALID;

-- ==== refuse_new_nulls_in_column_p_at_add_constraints.down.sql
-- Undo

ALTER TABLE public.p DROP CONSTRAINT p_id_not_null;

-- ==== refuse_new_nulls_in_column_p_at_not_null.down.sql
-- Undo

ALTER TABLE public.p
    ADD CONSTRAINT p_at_not_null CHECK (at IS NOT NULL);
ALTER TABLE public.p ALTER COLUMN at DROP NOT NULL;

-- ==== refuse_new_nulls_in_column_p_at_validate.down.sql
-- Undo

ALTER TABLE public.p DROP CONSTRAINT p_at_not_null;
ALTER TABLE public.p
    ADD CONSTRAINT p_at_not_null CHECK (at IS NOT NULL) NOT VALID;

-- ==== refuse_new_nulls_in_column_p_at.down.sql
-- Undo

ALTER TABLE public.p DROP CONSTRAINT p_at_not_null;

