-- ==== set_the_old_enum_state_aside_as_state_old.down.sql
-- irreversible: rows of domain d may hold values that the old type does not know; rows of enum state may hold values that the old type does not know

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: rows of domain d may hold values that the old type does not know; rows of enum state may hold values that the old type does not know';
END $$;

