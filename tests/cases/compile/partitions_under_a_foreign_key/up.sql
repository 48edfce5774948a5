-- ==== create_p3.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.p DETACH PARTITION public.p2;

DROP TABLE public.p2;

CREATE TABLE public.p3 PARTITION OF public.p
    FOR VALUES FROM (20) TO (30);

