-- ==== create_4_tables.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

LOCK TABLE public.pt IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.pt_moved AS SELECT k, c FROM public.pt;

DROP TABLE public.pt;

CREATE TABLE public.pt (
    k integer,
    d integer DEFAULT 2,
    c text
) PARTITION BY LIST (k);

CREATE TABLE public.pt2 PARTITION OF public.pt
    FOR VALUES IN (1, 2) PARTITION BY LIST (k);

CREATE TABLE app.pt3 PARTITION OF public.pt2
    FOR VALUES IN (1);

CREATE TABLE public.pt4 PARTITION OF public.pt2
    FOR VALUES IN (2);

INSERT INTO public.pt (k, c) OVERRIDING SYSTEM VALUE SELECT k, c FROM public.pt_moved;
DROP TABLE public.pt_moved;

