-- ==== rename_enum_mood_to_feeling.down.sql
-- Undo

ALTER ROUTINE public.doubled(IN integer) RENAME TO twice;

ALTER SEQUENCE public.s2 RENAME TO s1;

ALTER TYPE public.feeling RENAME TO mood;

