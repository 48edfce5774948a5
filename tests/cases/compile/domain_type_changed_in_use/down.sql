-- ==== set_the_old_domain_code_aside_as_code_old.down.sql
-- irreversible: rows of domain short_code may hold values that the old type does not know; rows of domain code may hold values that the old type does not know

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: rows of domain short_code may hold values that the old type does not know; rows of domain code may hold values that the old type does not know';
END $$;

