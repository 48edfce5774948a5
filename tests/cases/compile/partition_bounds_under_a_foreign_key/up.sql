-- ==== create_p2.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.p1
    ADD CONSTRAINT p1_partition CHECK (k IS NOT NULL AND k IN ('a', 'b')) NOT VALID;

-- ==== create_p2_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.p1 VALIDATE CONSTRAINT p1_partition;

-- ==== create_p2_3.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

ALTER TABLE public.r DROP CONSTRAINT to_p;

ALTER TABLE public.p DETACH PARTITION public.p1;

CREATE TABLE public.p2 PARTITION OF public.p
    FOR VALUES IN ('c');

ALTER TABLE public.p ATTACH PARTITION public.p1 FOR VALUES IN ('a', 'b');

ALTER TABLE public.r
    ADD CONSTRAINT to_p FOREIGN KEY (id, k) REFERENCES public.p (id, k) ON DELETE CASCADE;

ALTER TABLE public.p1 DROP CONSTRAINT p1_partition;

