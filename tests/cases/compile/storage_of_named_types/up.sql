-- ==== create_4_tables.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE TYPE public.e AS ENUM ('a');

CREATE DOMAIN public.d AS text;

CREATE DOMAIN public.dd AS d;

CREATE DOMAIN public.n AS numeric;

CREATE TYPE public.c AS (
    x integer
);

CREATE TYPE public.r AS RANGE (SUBTYPE = integer);

CREATE TABLE public.h (
    b dd,
    c n
);
ALTER TABLE public.h ALTER COLUMN b SET STORAGE EXTERNAL;

CREATE TABLE public.h1 (
    x integer
) INHERITS (public.h);

ALTER TABLE public.h1 ALTER COLUMN b SET STORAGE EXTENDED;

CREATE TABLE public.p (
    a integer,
    b dd,
    c n,
    d e,
    e c,
    f r,
    g d[]
) PARTITION BY LIST (a);
ALTER TABLE public.p ALTER COLUMN b SET STORAGE MAIN;
ALTER TABLE public.p ALTER COLUMN c SET STORAGE EXTERNAL;
ALTER TABLE public.p ALTER COLUMN e SET STORAGE EXTERNAL;
ALTER TABLE public.p ALTER COLUMN f SET STORAGE MAIN;
ALTER TABLE public.p ALTER COLUMN g SET STORAGE MAIN;

CREATE TABLE public.p1 PARTITION OF public.p
    FOR VALUES IN (1);

ALTER TABLE public.p1 ALTER COLUMN b SET STORAGE EXTENDED;

ALTER TABLE public.p1 ALTER COLUMN c SET STORAGE MAIN;

ALTER TABLE public.p1 ALTER COLUMN e SET STORAGE EXTENDED;

ALTER TABLE public.p1 ALTER COLUMN f SET STORAGE EXTENDED;

ALTER TABLE public.p1 ALTER COLUMN g SET STORAGE EXTENDED;

DROP TABLE public.z;

