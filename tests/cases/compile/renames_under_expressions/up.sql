-- ==== rename_enum_mood_to_feeling.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TYPE public.mood RENAME TO feeling;

ALTER SEQUENCE public.s1 RENAME TO s2;

ALTER ROUTINE public.twice(IN integer) RENAME TO doubled;

