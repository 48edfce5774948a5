-- ==== rename_column_c_w_to_v_3.down.sql
-- Undo

ALTER TABLE public.c
    ADD CONSTRAINT c_partition CHECK (k IS NOT NULL AND k IN (1)) NOT VALID;

ALTER TABLE public.p DETACH PARTITION public.c;

-- ==== rename_column_c_w_to_v_validate.down.sql
-- Undo

ALTER TABLE public.c DROP CONSTRAINT c_partition;
ALTER TABLE public.c
    ADD CONSTRAINT c_partition CHECK (k IS NOT NULL AND k IN (1)) NOT VALID;

-- ==== rename_column_c_w_to_v.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.h NO INHERIT public.q;

ALTER TABLE public.c DROP CONSTRAINT c_partition;

ALTER TABLE public.h RENAME COLUMN v TO w;

ALTER TABLE public.c RENAME COLUMN v TO w;

