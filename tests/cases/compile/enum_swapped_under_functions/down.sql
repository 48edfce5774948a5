-- ==== drop_constraint_t_t_x_check_validate.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT t_x_check;
ALTER TABLE public.t
    ADD CONSTRAINT t_x_check CHECK (public.ff(x) > 0) NOT VALID;

-- ==== drop_constraint_t_t_x_check.down.sql
-- irreversible: rows of enum e may hold values that the old type does not know

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: rows of enum e may hold values that the old type does not know';
END $$;

