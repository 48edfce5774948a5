-- ==== create_table_p3s.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 4 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '750ms';

ALTER TABLE public.p7 DETACH PARTITION public.p7s;

CREATE TABLE public.p3s (
    b integer,
    a integer
) PARTITION BY RANGE (b);

ALTER TABLE public.p3 ATTACH PARTITION public.p3s FOR VALUES FROM (0) TO (7);

CREATE TABLE public.p3t (
    a integer,
    b integer
);

ALTER TABLE public.p3s ATTACH PARTITION public.p3t FOR VALUES FROM (0) TO (2);

ALTER TABLE public.p3
    ADD CONSTRAINT p3_partition CHECK (a IS NOT NULL AND a >= 20 AND a < 30) NOT VALID;

ALTER TABLE public.p5s
    ADD CONSTRAINT p5s_partition CHECK (b IS NOT NULL AND b >= 0 AND b < 7) NOT VALID;

ALTER TABLE public.p7
    ADD CONSTRAINT p7_partition CHECK (a IS NOT NULL AND a >= 40 AND a < 50) NOT VALID;

-- ==== create_table_p3s_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.p3 VALIDATE CONSTRAINT p3_partition;

ALTER TABLE public.p5s VALIDATE CONSTRAINT p5s_partition;

ALTER TABLE public.p7 VALIDATE CONSTRAINT p7_partition;

-- ==== create_table_p3s_3.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 4 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '750ms';

ALTER TABLE public.p ATTACH PARTITION public.p3 FOR VALUES FROM (20) TO (30);

ALTER TABLE public.p3 DROP CONSTRAINT p3_partition;

ALTER TABLE public.p5 ATTACH PARTITION public.p5s FOR VALUES FROM (0) TO (7);

ALTER TABLE public.p5
    ADD CONSTRAINT p5_partition CHECK (a IS NOT NULL AND a >= 30 AND a < 40) NOT VALID;

ALTER TABLE public.p5s DROP CONSTRAINT p5s_partition;

ALTER TABLE public.p ATTACH PARTITION public.p7 FOR VALUES FROM (40) TO (50);

ALTER TABLE public.p7 DROP CONSTRAINT p7_partition;

-- ==== create_table_p3s_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.p5 VALIDATE CONSTRAINT p5_partition;

-- ==== create_table_p3s_5.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.p ATTACH PARTITION public.p5 FOR VALUES FROM (30) TO (40);

ALTER TABLE public.p5 DROP CONSTRAINT p5_partition;

