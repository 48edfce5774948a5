-- ==== take_table_c_from_p.down.sql
-- irreversible: what table c inherited has become its own

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: what table c inherited has become its own';
END $$;

