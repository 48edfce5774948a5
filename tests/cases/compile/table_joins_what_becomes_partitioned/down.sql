-- ==== create_2_tables_3.down.sql
-- Undo

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

LOCK TABLE public.p IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.p_moved AS SELECT k, a FROM public.p WHERE tableoid NOT IN (SELECT relid FROM pg_partition_tree('public.p2'));

ALTER TABLE public.p DETACH PARTITION public.p2;

DROP TABLE public.p3;

ALTER TABLE public.p2 DROP CONSTRAINT p2_pkey;

DROP TABLE public.p;

CREATE TABLE public.p (
    k integer,
    a integer,
    CONSTRAINT p_pkey PRIMARY KEY (k)
);

INSERT INTO public.p (k, a) OVERRIDING SYSTEM VALUE SELECT k, a FROM public.p_moved;
DROP TABLE public.p_moved;

CREATE INDEX pi ON public.p (a);

CREATE UNIQUE INDEX p2_pkey ON public.p2 (k);

-- ==== create_2_tables_create_p2_a_idx.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.p2_a_idx;

-- ==== create_2_tables.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.p2_pkey;

