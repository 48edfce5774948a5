-- ==== create_2_tables_not_null.down.sql
-- Undo

ALTER TABLE public.p
    ADD CONSTRAINT p_id_not_null CHECK (id IS NOT NULL);
ALTER TABLE public.p ALTER COLUMN id DROP NOT NULL;

-- ==== create_2_tables_validate.down.sql
-- Undo

-- 4 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '750ms';

DROP TABLE public.p1;

ALTER TABLE public.p DROP CONSTRAINT p_id_not_null;
ALTER TABLE public.p
    ADD CONSTRAINT p_id_not_null CHECK (id IS NOT NULL) NOT VALID;

DROP TABLE public.heir;

ALTER TABLE public.par DROP CONSTRAINT q;
ALTER TABLE public.par
    ADD CONSTRAINT q CHECK (v > 0) NOT VALID;

-- ==== create_2_tables.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.p DROP CONSTRAINT p_id_not_null;

ALTER TABLE public.par DROP CONSTRAINT q;

