-- ==== create_t3_create_i.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.i;

-- ==== create_t3_validate.down.sql
-- Undo

ALTER TABLE public.t2 DROP CONSTRAINT fk;
ALTER TABLE public.t2
    ADD CONSTRAINT fk FOREIGN KEY (a, b) REFERENCES public.t1 (a, b) MATCH FULL ON DELETE SET NULL NOT VALID;

-- ==== create_t3.down.sql
-- Undo

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

DROP TABLE public.t3;

ALTER TABLE public.t2 DROP CONSTRAINT fk;

CREATE UNIQUE INDEX i ON public.t1 (a, b);

ALTER TABLE public.t2
    ADD CONSTRAINT fk FOREIGN KEY (a, b) REFERENCES public.t1 (a, b) ON DELETE SET NULL;

