-- ==== create_6_tables.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE TABLE public.l (
    a text,
    b integer
) PARTITION BY LIST (a);

CREATE TABLE public.l_x PARTITION OF public.l
    FOR VALUES IN ('x', 'y', NULL) PARTITION BY HASH (b);

CREATE TABLE public.l_x_0 PARTITION OF public.l_x
    FOR VALUES WITH (MODULUS 2, REMAINDER 0);

CREATE TABLE public.l_x_1 PARTITION OF public.l_x
    FOR VALUES WITH (MODULUS 2, REMAINDER 1);

CREATE TABLE public.r (
    a integer,
    b date
) PARTITION BY RANGE (lower(a::text), b);

CREATE TABLE public.r_1 PARTITION OF public.r
    FOR VALUES FROM (MINVALUE, MINVALUE) TO ('5', '2026-01-01');

