-- ==== set_the_old_enum_state_aside_as_state_old_create_t_open.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.t_open;

-- ==== set_the_old_enum_state_aside_as_state_old_validate.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.v DROP CONSTRAINT v_was_fkey;
ALTER TABLE public.v
    ADD CONSTRAINT v_was_fkey FOREIGN KEY (was) REFERENCES public.u (was) NOT VALID;

ALTER TABLE public.t DROP CONSTRAINT t_state;
ALTER TABLE public.t
    ADD CONSTRAINT t_state CHECK (state <> 'open' or id > 0) NOT VALID;

-- ==== set_the_old_enum_state_aside_as_state_old.down.sql
-- irreversible: rows of enum state may hold values that the old type does not know

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: rows of enum state may hold values that the old type does not know';
END $$;

