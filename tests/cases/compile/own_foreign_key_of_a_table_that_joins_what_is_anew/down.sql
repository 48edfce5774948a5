-- ==== create_t_validate.down.sql
-- Undo

ALTER TABLE public.t1 DROP CONSTRAINT f;
ALTER TABLE public.t1
    ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES public.ref (id) NOT VALID;

-- ==== create_t.down.sql
-- Undo

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

ALTER TABLE public.t2 DROP CONSTRAINT f;

LOCK TABLE public.t IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.t_moved AS SELECT a, b FROM public.t WHERE tableoid NOT IN (SELECT relid FROM pg_partition_tree('public.t1')) AND tableoid NOT IN (SELECT relid FROM pg_partition_tree('public.t2'));

ALTER TABLE public.t DETACH PARTITION public.t2;

ALTER TABLE public.t DETACH PARTITION public.t1;

ALTER TABLE public.t1 DROP CONSTRAINT f;

DROP TABLE public.t;

CREATE TABLE public.t (
    a integer,
    b integer
);

INSERT INTO public.t (a, b) OVERRIDING SYSTEM VALUE SELECT a, b FROM public.t_moved;
DROP TABLE public.t_moved;

