-- ==== set_the_old_enum_mood_aside_as_mood_old.down.sql
-- irreversible: rows of enum mood may hold values that the old type does not know

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: rows of enum mood may hold values that the old type does not know';
END $$;

