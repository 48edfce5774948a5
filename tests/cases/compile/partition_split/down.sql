-- ==== create_2_tables_3.down.sql
-- Undo

-- 4 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '750ms';

ALTER TABLE public.r1
    ADD CONSTRAINT r1_partition CHECK (at IS NOT NULL AND at >= 1 AND at < 5) NOT VALID;

ALTER TABLE public.r DETACH PARTITION public.r1;

ALTER TABLE public.p1
    ADD CONSTRAINT p1_partition CHECK (kind IS NOT NULL AND kind IN ('a')) NOT VALID;

ALTER TABLE public.p DETACH PARTITION public.p1;

DROP TABLE public.r2;

ALTER TABLE public.r ATTACH PARTITION public.r1 FOR VALUES FROM (1) TO (10);

DROP TABLE public.p2;

ALTER TABLE public.p ATTACH PARTITION public.p1 FOR VALUES IN ('a', 'b');

-- ==== create_2_tables_validate.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.r1 DROP CONSTRAINT r1_partition;
ALTER TABLE public.r1
    ADD CONSTRAINT r1_partition CHECK (at IS NOT NULL AND at >= 1 AND at < 5) NOT VALID;

ALTER TABLE public.p1 DROP CONSTRAINT p1_partition;
ALTER TABLE public.p1
    ADD CONSTRAINT p1_partition CHECK (kind IS NOT NULL AND kind IN ('a')) NOT VALID;

-- ==== create_2_tables.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.r1 DROP CONSTRAINT r1_partition;

ALTER TABLE public.p1 DROP CONSTRAINT p1_partition;

