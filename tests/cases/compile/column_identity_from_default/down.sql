-- ==== drop_the_default_of_column_t_a_not_null.down.sql
-- Undo

ALTER TABLE public.t
    ADD CONSTRAINT t_b_not_null CHECK (b IS NOT NULL) NOT VALID;

ALTER TABLE public.t ALTER COLUMN b DROP NOT NULL;

ALTER TABLE public.t
    ADD CONSTRAINT t_a_not_null CHECK (a IS NOT NULL) NOT VALID;

ALTER TABLE public.t ALTER COLUMN a DROP NOT NULL;

-- ==== drop_the_default_of_column_t_a_validate.down.sql
-- Nothing is left to undo.

-- ==== drop_the_default_of_column_t_a.down.sql
-- irreversible: the position of sequence s was lost

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the position of sequence s was lost';
END $$;

