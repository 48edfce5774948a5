-- ==== set_the_old_domain_d_aside_as_d_old.down.sql
-- irreversible: rows of domain d may hold values that the old type does not know

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: rows of domain d may hold values that the old type does not know';
END $$;

