-- ==== create_2_tables.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 4 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '750ms';

ALTER TABLE public.b DROP CONSTRAINT f;

ALTER TABLE public.a DROP CONSTRAINT g;

ALTER TABLE public.a DETACH PARTITION public.a1;

LOCK TABLE public.a IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.a_moved AS SELECT x, k FROM public.a;

DROP TABLE public.a;

ALTER TABLE public.b DETACH PARTITION public.b1;

LOCK TABLE public.b IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.b_moved AS SELECT x FROM public.b;

DROP TABLE public.b;

CREATE TABLE public.b (
    x integer
);

INSERT INTO public.b (x) OVERRIDING SYSTEM VALUE SELECT x FROM public.b_moved;
DROP TABLE public.b_moved;

CREATE UNIQUE INDEX bi ON public.b (x);

CREATE TABLE public.a (
    x integer,
    k integer
);

INSERT INTO public.a (x, k) OVERRIDING SYSTEM VALUE SELECT x, k FROM public.a_moved;
DROP TABLE public.a_moved;

ALTER TABLE public.a
    ADD CONSTRAINT g FOREIGN KEY (x) REFERENCES public.b (x);

CREATE UNIQUE INDEX ai ON public.a (x);

ALTER TABLE public.b
    ADD CONSTRAINT f FOREIGN KEY (x) REFERENCES public.a (x);

ALTER TABLE public.a1
    ADD CONSTRAINT g FOREIGN KEY (x) REFERENCES public.b (x) NOT VALID;

-- ==== create_2_tables_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.a1 VALIDATE CONSTRAINT g;

-- ==== create_2_tables_drop_a1_x_idx.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP INDEX CONCURRENTLY public.a1_x_idx;

-- ==== create_2_tables_drop_b1_x_idx.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP INDEX CONCURRENTLY public.b1_x_idx;

