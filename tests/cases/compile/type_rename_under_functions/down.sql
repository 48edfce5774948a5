-- ==== rename_enum_e_to_e2.down.sql
-- irreversible: rows of enum e2 may hold values that the old type does not know

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: rows of enum e2 may hold values that the old type does not know';
END $$;

