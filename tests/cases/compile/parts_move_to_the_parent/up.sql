-- ==== drop_constraint_p1_p1pk.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 4 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '750ms';

ALTER TABLE public.p1 DROP CONSTRAINT p1pk;

DROP TRIGGER tr ON public.p1;

ALTER TABLE public.p
    ADD CONSTRAINT p_pkey PRIMARY KEY (id, at);

CREATE TRIGGER tr
    AFTER INSERT ON public.p
    FOR EACH ROW EXECUTE FUNCTION public.tf();

ALTER TABLE public.q DROP CONSTRAINT qpk;

DROP TRIGGER tr ON public.q;

CREATE TRIGGER tr
    AFTER INSERT ON public.q1
    FOR EACH ROW EXECUTE FUNCTION public.tf();

-- ==== drop_constraint_p1_p1pk_create_q1pk.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY q1pk ON public.q1 (id, at);

-- ==== drop_constraint_p1_p1pk_3.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.q1
    ADD CONSTRAINT q1pk PRIMARY KEY USING INDEX q1pk;

