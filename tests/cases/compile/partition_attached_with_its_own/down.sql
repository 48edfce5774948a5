-- ==== create_table_p3s_5.down.sql
-- Undo

ALTER TABLE public.p5
    ADD CONSTRAINT p5_partition CHECK (a IS NOT NULL AND a >= 30 AND a < 40) NOT VALID;

ALTER TABLE public.p DETACH PARTITION public.p5;

-- ==== create_table_p3s_validate.down.sql
-- Undo

ALTER TABLE public.p5 DROP CONSTRAINT p5_partition;
ALTER TABLE public.p5
    ADD CONSTRAINT p5_partition CHECK (a IS NOT NULL AND a >= 30 AND a < 40) NOT VALID;

-- ==== create_table_p3s_3.down.sql
-- Undo

-- 4 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '750ms';

ALTER TABLE public.p7
    ADD CONSTRAINT p7_partition CHECK (a IS NOT NULL AND a >= 40 AND a < 50) NOT VALID;

ALTER TABLE public.p DETACH PARTITION public.p7;

ALTER TABLE public.p5s
    ADD CONSTRAINT p5s_partition CHECK (b IS NOT NULL AND b >= 0 AND b < 7) NOT VALID;

ALTER TABLE public.p5 DROP CONSTRAINT p5_partition;

ALTER TABLE public.p5 DETACH PARTITION public.p5s;

ALTER TABLE public.p3
    ADD CONSTRAINT p3_partition CHECK (a IS NOT NULL AND a >= 20 AND a < 30) NOT VALID;

ALTER TABLE public.p DETACH PARTITION public.p3;

-- ==== create_table_p3s_validate.down.sql
-- Undo

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

ALTER TABLE public.p7 DROP CONSTRAINT p7_partition;
ALTER TABLE public.p7
    ADD CONSTRAINT p7_partition CHECK (a IS NOT NULL AND a >= 40 AND a < 50) NOT VALID;

ALTER TABLE public.p5s DROP CONSTRAINT p5s_partition;
ALTER TABLE public.p5s
    ADD CONSTRAINT p5s_partition CHECK (b IS NOT NULL AND b >= 0 AND b < 7) NOT VALID;

ALTER TABLE public.p3 DROP CONSTRAINT p3_partition;
ALTER TABLE public.p3
    ADD CONSTRAINT p3_partition CHECK (a IS NOT NULL AND a >= 20 AND a < 30) NOT VALID;

-- ==== create_table_p3s.down.sql
-- Undo

-- 5 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '600ms';

ALTER TABLE public.p7 DROP CONSTRAINT p7_partition;

ALTER TABLE public.p5s DROP CONSTRAINT p5s_partition;

ALTER TABLE public.p3 DROP CONSTRAINT p3_partition;

DROP TABLE public.p3t;

ALTER TABLE public.p3 DETACH PARTITION public.p3s;

DROP TABLE public.p3s;

ALTER TABLE public.p7 ATTACH PARTITION public.p7s FOR VALUES FROM (0) TO (7);

