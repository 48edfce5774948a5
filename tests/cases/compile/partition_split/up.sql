-- ==== create_2_tables.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.p1
    ADD CONSTRAINT p1_partition CHECK (kind IS NOT NULL AND kind IN ('a')) NOT VALID;

ALTER TABLE public.r1
    ADD CONSTRAINT r1_partition CHECK (at IS NOT NULL AND at >= 1 AND at < 5) NOT VALID;

-- ==== create_2_tables_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.p1 VALIDATE CONSTRAINT p1_partition;

ALTER TABLE public.r1 VALIDATE CONSTRAINT r1_partition;

-- ==== create_2_tables_3.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.p DETACH PARTITION public.p1;

CREATE TABLE public.p2 PARTITION OF public.p
    FOR VALUES IN ('b', NULL);

ALTER TABLE public.r DETACH PARTITION public.r1;

CREATE TABLE public.r2 PARTITION OF public.r
    FOR VALUES FROM (5) TO (10);

ALTER TABLE public.p ATTACH PARTITION public.p1 FOR VALUES IN ('a');

ALTER TABLE public.p1 DROP CONSTRAINT p1_partition;

ALTER TABLE public.r ATTACH PARTITION public.r1 FOR VALUES FROM (1) TO (5);

ALTER TABLE public.r1 DROP CONSTRAINT r1_partition;

