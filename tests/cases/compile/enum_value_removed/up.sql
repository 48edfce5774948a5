-- ==== set_the_old_enum_mood_aside_as_mood_old.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TYPE public.mood RENAME TO mood_old;

CREATE TYPE public.mood AS ENUM ('b', 'a', 'c');

DROP TYPE public.mood_old;

