-- ==== add_value_it_s_great_to_enum_mood_validate.down.sql
-- Nothing is left to undo.

-- ==== add_value_it_s_great_to_enum_mood_2.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT c;
ALTER TABLE public.t DROP COLUMN other;
ALTER TABLE public.t DROP COLUMN n;
ALTER TABLE public.t ALTER COLUMN m DROP DEFAULT;

-- ==== add_value_it_s_great_to_enum_mood.down.sql
-- irreversible: PostgreSQL cannot remove a value from an enum; PostgreSQL cannot remove a value from an enum; PostgreSQL cannot remove a value from an enum; PostgreSQL cannot remove a value from an enum

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: PostgreSQL cannot remove a value from an enum; PostgreSQL cannot remove a value from an enum; PostgreSQL cannot remove a value from an enum; PostgreSQL cannot remove a value from an enum';
END $$;

