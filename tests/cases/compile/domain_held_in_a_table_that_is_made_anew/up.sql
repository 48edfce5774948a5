-- ==== create_2_tables.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

LOCK TABLE public.ph IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.ph_moved AS SELECT k, c FROM public.ph;

DROP TABLE public.ph;
ALTER DOMAIN public.d1 DROP CONSTRAINT d1_ck;

CREATE TABLE public.ph (
    k integer,
    n integer DEFAULT 1,
    c c2      NOT NULL
) PARTITION BY HASH (k);

CREATE TABLE public.ph0 PARTITION OF public.ph
    FOR VALUES WITH (MODULUS 1, REMAINDER 0);

INSERT INTO public.ph (k, c) OVERRIDING SYSTEM VALUE SELECT k, c FROM public.ph_moved;
DROP TABLE public.ph_moved;

