-- ==== rename_enum_mood_to_feeling_2.down.sql
-- irreversible: PostgreSQL cannot remove a value from an enum

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: PostgreSQL cannot remove a value from an enum';
END $$;

-- ==== rename_enum_mood_to_feeling.down.sql
-- Undo

ALTER TYPE public.feeling RENAME TO mood;

