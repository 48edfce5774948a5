-- ==== create_other.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 4 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '750ms';

CREATE TABLE public.other (
    id integer,
    CONSTRAINT other_pkey PRIMARY KEY (id)
);

ALTER TABLE public.c DROP CONSTRAINT c_p_fkey;

ALTER TABLE public.p DROP CONSTRAINT p_before_fkey;

DROP TABLE public.p_2;
DROP TABLE public.p_1;
DROP TABLE public.c;
DROP TABLE public.p;

