-- ==== drop_constraint_p1_p1_a_b_key.down.sql
-- irreversible: p1_own of p1 could become its part of p_a_b_key of p

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: p1_own of p1 could become its part of p_a_b_key of p';
END $$;

