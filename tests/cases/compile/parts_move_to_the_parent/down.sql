-- ==== drop_constraint_p1_p1pk_3.down.sql
-- Undo

ALTER TABLE public.q1 DROP CONSTRAINT q1pk;

CREATE UNIQUE INDEX q1pk ON public.q1 (id, at);

-- ==== drop_constraint_p1_p1pk_create_q1pk.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.q1pk;

-- ==== drop_constraint_p1_p1pk.down.sql
-- Undo

-- 4 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '750ms';

DROP TRIGGER tr ON public.q1;

CREATE TRIGGER tr
    AFTER INSERT ON public.q
    FOR EACH ROW EXECUTE FUNCTION public.tf();

ALTER TABLE public.q
    ADD CONSTRAINT qpk PRIMARY KEY (id, at);

DROP TRIGGER tr ON public.p;

ALTER TABLE public.p DROP CONSTRAINT p_pkey;

CREATE TRIGGER tr
    AFTER INSERT ON public.p1
    FOR EACH ROW EXECUTE FUNCTION public.tf();

ALTER TABLE public.p1
    ADD CONSTRAINT p1pk PRIMARY KEY (id, at);

