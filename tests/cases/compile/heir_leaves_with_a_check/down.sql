-- ==== drop_constraint_keeps_back_kb.down.sql
-- irreversible: what table d inherited has become its own; what table stays inherited has become its own

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: what table d inherited has become its own; what table stays inherited has become its own';
END $$;

