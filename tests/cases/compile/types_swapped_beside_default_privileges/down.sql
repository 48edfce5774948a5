-- ==== set_the_old_enum_kept_aside_as_kept_old.down.sql
-- irreversible: rows of enum kept may hold values that the old type does not know; rows of enum state may hold values that the old type does not know; rows of domain code may hold values that the old type does not know

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: rows of enum kept may hold values that the old type does not know; rows of enum state may hold values that the old type does not know; rows of domain code may hold values that the old type does not know';
END $$;

