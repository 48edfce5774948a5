-- ==== refuse_new_nulls_in_column_t_a_not_null.down.sql
-- irreversible: the position of sequence s was lost

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the position of sequence s was lost';
END $$;

-- ==== refuse_new_nulls_in_column_t_a_validate.down.sql
-- Nothing is left to undo.

-- ==== refuse_new_nulls_in_column_t_a.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT t_b_not_null;
ALTER TABLE public.t DROP CONSTRAINT t_a_not_null;

