-- ==== create_p2_3.down.sql
-- Undo

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

ALTER TABLE public.p1
    ADD CONSTRAINT p1_partition CHECK (k IS NOT NULL AND k IN ('a', 'b')) NOT VALID;

ALTER TABLE public.r DROP CONSTRAINT to_p;

ALTER TABLE public.p DETACH PARTITION public.p1;

ALTER TABLE public.p DETACH PARTITION public.p2;

DROP TABLE public.p2;

ALTER TABLE public.p ATTACH PARTITION public.p1 FOR VALUES IN ('a');

ALTER TABLE public.r
    ADD CONSTRAINT to_p FOREIGN KEY (id, k) REFERENCES public.p (id, k) ON DELETE CASCADE;

-- ==== create_p2_validate.down.sql
-- Undo

ALTER TABLE public.p1 DROP CONSTRAINT p1_partition;
ALTER TABLE public.p1
    ADD CONSTRAINT p1_partition CHECK (k IS NOT NULL AND k IN ('a', 'b')) NOT VALID;

-- ==== create_p2.down.sql
-- Undo

ALTER TABLE public.p1 DROP CONSTRAINT p1_partition;

