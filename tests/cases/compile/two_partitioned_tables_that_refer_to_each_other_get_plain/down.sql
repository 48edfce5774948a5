-- ==== create_2_tables_drop_b1_x_idx.down.sql
-- no-transaction

CREATE UNIQUE INDEX CONCURRENTLY b1_x_idx ON public.b1 (x);

-- ==== create_2_tables_drop_a1_x_idx.down.sql
-- no-transaction

CREATE UNIQUE INDEX CONCURRENTLY a1_x_idx ON public.a1 (x);

-- ==== create_2_tables_validate.down.sql
-- Undo

ALTER TABLE public.a1 DROP CONSTRAINT g;
ALTER TABLE public.a1
    ADD CONSTRAINT g FOREIGN KEY (x) REFERENCES public.b (x) NOT VALID;

-- ==== create_2_tables.down.sql
-- Undo

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

ALTER TABLE public.a1 DROP CONSTRAINT g;

ALTER TABLE public.b DROP CONSTRAINT f;

ALTER TABLE public.a DROP CONSTRAINT g;

LOCK TABLE public.a IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.a_moved AS SELECT x, k FROM public.a;

DROP TABLE public.a;

LOCK TABLE public.b IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.b_moved AS SELECT x FROM public.b;

DROP TABLE public.b;

CREATE TABLE public.b (
    x integer
) PARTITION BY LIST (x);

INSERT INTO public.b (x) OVERRIDING SYSTEM VALUE SELECT x FROM public.b_moved;
DROP TABLE public.b_moved;

CREATE UNIQUE INDEX bi ON public.b (x);

ALTER TABLE public.b ATTACH PARTITION public.b1 FOR VALUES IN (1);

CREATE TABLE public.a (
    x integer,
    k integer
) PARTITION BY LIST (x);

INSERT INTO public.a (x, k) OVERRIDING SYSTEM VALUE SELECT x, k FROM public.a_moved;
DROP TABLE public.a_moved;

CREATE UNIQUE INDEX ai ON public.a (x);

ALTER TABLE public.a ATTACH PARTITION public.a1 FOR VALUES IN (1);

ALTER TABLE public.a
    ADD CONSTRAINT g FOREIGN KEY (x) REFERENCES public.b (x);

ALTER TABLE public.b
    ADD CONSTRAINT f FOREIGN KEY (x) REFERENCES public.a (x);

