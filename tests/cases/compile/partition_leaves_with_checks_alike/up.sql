-- ==== create_sub1.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 4 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '750ms';

ALTER TABLE public.p DETACH PARTITION public.p0;

ALTER TABLE public.p0 DROP CONSTRAINT p_ck0;
ALTER TABLE public.p0 DROP CONSTRAINT p_ck1;

ALTER TABLE public.sub ALTER COLUMN a TYPE bigint;

CREATE TABLE public.sub1 PARTITION OF public.sub
    FOR VALUES IN (1) PARTITION BY RANGE (a);

DROP TABLE public.holds;

ALTER TABLE public.held ADD COLUMN h five;

