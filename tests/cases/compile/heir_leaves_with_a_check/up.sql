-- ==== drop_constraint_keeps_back_kb.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 7 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '428ms';

ALTER TABLE public.keeps_back DROP CONSTRAINT kb;

ALTER TABLE public.below NO INHERIT public.own;

ALTER TABLE public.own NO INHERIT public.keeps_back;

ALTER TABLE public.d NO INHERIT public.c;

ALTER TABLE public.stays NO INHERIT public.other;

ALTER TABLE public.below DROP CONSTRAINT kb;

ALTER TABLE public.c DROP CONSTRAINT k;

ALTER TABLE public.d DROP CONSTRAINT k;

ALTER TABLE public.d INHERIT public.p;

ALTER TABLE public.own DROP CONSTRAINT kb;

ALTER TABLE public.stays DROP CONSTRAINT IF EXISTS k;

ALTER TABLE public.g DROP CONSTRAINT IF EXISTS k;

ALTER TABLE public.below INHERIT public.keeps_back;

ALTER TABLE public.below INHERIT public.own;

