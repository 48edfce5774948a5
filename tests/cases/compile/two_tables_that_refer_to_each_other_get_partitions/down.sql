-- ==== create_2_tables_3.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.a DROP CONSTRAINT g;

ALTER TABLE public.b DROP CONSTRAINT f;

LOCK TABLE public.b IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.b_moved AS SELECT x FROM public.b WHERE tableoid NOT IN (SELECT relid FROM pg_partition_tree('public.b1'));

ALTER TABLE public.b DETACH PARTITION public.b1;

LOCK TABLE public.a IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.a_moved AS SELECT x FROM public.a WHERE tableoid NOT IN (SELECT relid FROM pg_partition_tree('public.a1'));

ALTER TABLE public.a DETACH PARTITION public.a1;

DROP TABLE public.a;
DROP TABLE public.b;

CREATE TABLE public.a (
    x integer
);

INSERT INTO public.a (x) OVERRIDING SYSTEM VALUE SELECT x FROM public.a_moved;
DROP TABLE public.a_moved;

CREATE UNIQUE INDEX ai ON public.a (x);

CREATE TABLE public.b (
    x integer
);

INSERT INTO public.b (x) OVERRIDING SYSTEM VALUE SELECT x FROM public.b_moved;
DROP TABLE public.b_moved;

CREATE UNIQUE INDEX bi ON public.b (x);

ALTER TABLE public.b
    ADD CONSTRAINT f FOREIGN KEY (x) REFERENCES public.a (x);

ALTER TABLE public.a
    ADD CONSTRAINT g FOREIGN KEY (x) REFERENCES public.b (x);

-- ==== create_2_tables_create_b1_x_idx.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.b1_x_idx;

-- ==== create_2_tables.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.a1_x_idx;

