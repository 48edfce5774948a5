-- ==== create_p2.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

DROP TABLE public.p2;

ALTER TABLE public.p ALTER COLUMN v TYPE text;

ALTER TABLE public.p1 ALTER COLUMN v SET STORAGE EXTERNAL;

