-- ==== rename_enum_mood_to_feeling.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TYPE public.mood RENAME TO feeling;

-- ==== rename_enum_mood_to_feeling_2.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TYPE public.feeling ADD VALUE 'c';

