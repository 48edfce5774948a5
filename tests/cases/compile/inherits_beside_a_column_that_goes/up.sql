-- ==== create_c.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

ALTER TABLE public.p DROP COLUMN f1;

ALTER TABLE public.d INHERIT public.p;

ALTER TABLE public.m DROP COLUMN IF EXISTS f1;

CREATE TABLE public.c (
    f1 text NOT NULL
) INHERITS (public.m);

