-- ==== create_t3.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.t2 DROP CONSTRAINT fk;

DROP INDEX public.i;

ALTER TABLE public.t2
    ADD CONSTRAINT fk FOREIGN KEY (a, b) REFERENCES public.t1 (a, b) MATCH FULL ON DELETE SET NULL NOT VALID;

CREATE TABLE public.t3 (
    a integer,
    b bigint,
    CONSTRAINT fk FOREIGN KEY (a, b) REFERENCES public.t1 (a, b)
);

-- ==== create_t3_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t2 VALIDATE CONSTRAINT fk;

-- ==== create_t3_create_i.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY i ON public.t1 (b, c);

