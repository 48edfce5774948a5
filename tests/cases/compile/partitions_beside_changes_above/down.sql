-- ==== create_t_new_3.down.sql
-- Undo

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

ALTER TABLE public.u_joins
    ADD CONSTRAINT u_joins_partition CHECK (k IS NOT NULL AND k IN (1)) NOT VALID;

ALTER TABLE public.u DETACH PARTITION public.u_joins;

ALTER TABLE public.u ALTER COLUMN k SET DEFAULT 1;

ALTER TABLE public.t_joins
    ADD CONSTRAINT t_joins_partition CHECK (k IS NOT NULL AND k IN ('2')) NOT VALID;

ALTER TABLE public.t DETACH PARTITION public.t_joins;

-- ==== create_t_new_2.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.u_joins DROP CONSTRAINT u_joins_partition;
ALTER TABLE public.u_joins
    ADD CONSTRAINT u_joins_partition CHECK (k IS NOT NULL AND k IN (1)) NOT VALID;

ALTER TABLE public.t_joins DROP CONSTRAINT t_joins_partition;
ALTER TABLE public.t_joins
    ADD CONSTRAINT t_joins_partition CHECK (k IS NOT NULL AND k IN ('2')) NOT VALID;

ALTER DOMAIN public.d DROP CONSTRAINT d_check;

ALTER DOMAIN public.d ADD CONSTRAINT d_check CHECK (value <> 1) NOT VALID;

-- ==== create_t_new.down.sql
-- irreversible: the rows of table t_gone were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the rows of table t_gone were deleted';
END $$;

