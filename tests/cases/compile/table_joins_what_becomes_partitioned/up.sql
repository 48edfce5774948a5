-- ==== create_2_tables.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY p2_pkey ON public.p2 (k);

-- ==== create_2_tables_create_p2_a_idx.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY p2_a_idx ON public.p2 (a);

-- ==== create_2_tables_3.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

LOCK TABLE public.p IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.p_moved AS SELECT k, a FROM public.p;

DROP TABLE public.p;

CREATE TABLE public.p (
    k integer,
    a integer,
    CONSTRAINT p_pkey PRIMARY KEY (k)
) PARTITION BY RANGE (k);

ALTER TABLE public.p2
    ADD CONSTRAINT p2_pkey PRIMARY KEY USING INDEX p2_pkey;

CREATE TABLE public.p3 PARTITION OF public.p
    DEFAULT;

ALTER TABLE public.p ATTACH PARTITION public.p2 FOR VALUES FROM (20) TO (30);

INSERT INTO public.p (k, a) OVERRIDING SYSTEM VALUE SELECT k, a FROM public.p_moved;
DROP TABLE public.p_moved;

CREATE INDEX pi ON public.p (a);

