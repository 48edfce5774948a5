-- ==== fill_column_o_id_in_batches_not_null.down.sql
-- Undo

ALTER TABLE public.o NO INHERIT public.par;

ALTER TABLE public.o
    ADD CONSTRAINT o_id_not_null CHECK (id IS NOT NULL);
ALTER TABLE public.o ALTER COLUMN id DROP NOT NULL;

-- ==== fill_column_o_id_in_batches_validate.down.sql
-- Undo

ALTER TABLE public.o DROP CONSTRAINT o_id_not_null;
ALTER TABLE public.o
    ADD CONSTRAINT o_id_not_null CHECK (id IS NOT NULL) NOT VALID;

-- ==== fill_column_o_id_in_batches_add_constraints.down.sql
-- Undo

ALTER TABLE public.o DROP CONSTRAINT o_id_not_null;

-- ==== fill_column_o_id_in_batches.down.sql
-- Nothing is left to undo.

