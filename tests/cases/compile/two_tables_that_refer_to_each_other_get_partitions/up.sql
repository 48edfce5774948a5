-- ==== create_2_tables.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY a1_x_idx ON public.a1 (x);

-- ==== create_2_tables_create_b1_x_idx.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY b1_x_idx ON public.b1 (x);

-- ==== create_2_tables_3.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 4 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '750ms';

ALTER TABLE public.a DROP CONSTRAINT g;

ALTER TABLE public.b DROP CONSTRAINT f;

LOCK TABLE public.b IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.b_moved AS SELECT x FROM public.b;

DROP TABLE public.b;

LOCK TABLE public.a IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.a_moved AS SELECT x FROM public.a;

DROP TABLE public.a;

CREATE TABLE public.b (
    x integer
) PARTITION BY LIST (x);

CREATE TABLE public.a (
    x integer
) PARTITION BY LIST (x);

ALTER TABLE public.a ATTACH PARTITION public.a1 FOR VALUES IN (1);

INSERT INTO public.a (x) OVERRIDING SYSTEM VALUE SELECT x FROM public.a_moved;
DROP TABLE public.a_moved;

CREATE UNIQUE INDEX ai ON public.a (x);

ALTER TABLE public.b ATTACH PARTITION public.b1 FOR VALUES IN (1);

INSERT INTO public.b (x) OVERRIDING SYSTEM VALUE SELECT x FROM public.b_moved;
DROP TABLE public.b_moved;

ALTER TABLE public.b
    ADD CONSTRAINT f FOREIGN KEY (x) REFERENCES public.a (x);

CREATE UNIQUE INDEX bi ON public.b (x);

ALTER TABLE public.a
    ADD CONSTRAINT g FOREIGN KEY (x) REFERENCES public.b (x);

