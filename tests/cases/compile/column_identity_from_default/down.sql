-- ==== refuse_new_nulls_in_column_t_a_not_null.down.sql
-- irreversible: the position of sequence s was lost

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the position of sequence s was lost';
END $$;

-- ==== refuse_new_nulls_in_column_t_a_validate.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT t_b_not_null;
ALTER TABLE public.t
    ADD CONSTRAINT t_b_not_null CHECK (b IS NOT NULL) NOT VALID;
ALTER TABLE public.t DROP CONSTRAINT t_a_not_null;
ALTER TABLE public.t
    ADD CONSTRAINT t_a_not_null CHECK (a IS NOT NULL) NOT VALID;

-- ==== refuse_new_nulls_in_column_t_a.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT t_b_not_null;
ALTER TABLE public.t DROP CONSTRAINT t_a_not_null;

