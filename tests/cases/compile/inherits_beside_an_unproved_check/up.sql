-- ==== create_2_tables.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

CREATE TABLE public.c (
    d integer
) INHERITS (public.p);

ALTER TABLE public.p
    ADD CONSTRAINT later CHECK (b > 0) NOT VALID;

CREATE TABLE public.n1 PARTITION OF public.n
    FOR VALUES IN (1);

CREATE TABLE public.n2 (
    b integer,
    a integer
);

ALTER TABLE public.n ATTACH PARTITION public.n2 FOR VALUES IN (2);

ALTER TABLE public.n
    ADD CONSTRAINT later CHECK (b > 0) NOT VALID;

