-- ==== create_2_tables_validate.down.sql
-- Undo

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

DROP TABLE public.log_rest;
DROP TABLE public.log_2027;

ALTER TABLE public.log DROP CONSTRAINT log_kind_check;
ALTER TABLE public.log
    ADD CONSTRAINT log_kind_check CHECK (kind <> '') NOT VALID;

-- ==== create_2_tables.down.sql
-- Undo

DROP INDEX public.log_at;

ALTER TABLE public.log DROP CONSTRAINT log_kind_check;
ALTER TABLE public.log DROP COLUMN more;

