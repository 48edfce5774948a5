-- ==== create_p2.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.p ALTER COLUMN v TYPE varchar(30);

CREATE TABLE public.p2 PARTITION OF public.p
    FOR VALUES IN (2);

ALTER TABLE public.p2 ALTER COLUMN v SET STORAGE MAIN;

ALTER TABLE public.p1 ALTER COLUMN v SET STORAGE EXTERNAL;

