-- ==== create_3_tables.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 4 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '750ms';

LOCK TABLE public.of_target IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.of_target_moved AS SELECT a, k FROM public.of_target;

DROP TABLE public.of_target;

ALTER TABLE public.t2 DROP CONSTRAINT t2_fk;

LOCK TABLE public.t2 IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.t2_moved AS SELECT a, k FROM public.t2;

DROP TABLE public.t2;

LOCK TABLE public.t1 IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.t1_moved AS SELECT a, k FROM public.t1;

DROP TABLE public.t1;

CREATE TABLE public.of_target (
    a integer,
    k integer
);

INSERT INTO public.of_target (a, k) OVERRIDING SYSTEM VALUE SELECT a, k FROM public.of_target_moved;
DROP TABLE public.of_target_moved;

CREATE TABLE public.t1 (
    a bigint,
    k integer
) PARTITION BY LIST (k);

INSERT INTO public.t1 (a, k) OVERRIDING SYSTEM VALUE SELECT a, k FROM public.t1_moved;
DROP TABLE public.t1_moved;

CREATE TABLE public.t2 (
    a integer,
    k integer
) PARTITION BY LIST (k);

INSERT INTO public.t2 (a, k) OVERRIDING SYSTEM VALUE SELECT a, k FROM public.t2_moved;
DROP TABLE public.t2_moved;

ALTER TABLE public.target SET UNLOGGED;

