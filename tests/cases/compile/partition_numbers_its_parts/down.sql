-- ==== create_p4.down.sql
-- Undo

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

ALTER TABLE public.p6 DROP CONSTRAINT p6_a_b_key;

ALTER TABLE public.p DETACH PARTITION public.p6;

DROP TABLE public.p6;
DROP TABLE public.p4;

ALTER TABLE public.p DROP CONSTRAINT p_a_b_key;

