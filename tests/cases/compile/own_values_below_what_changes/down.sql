-- ==== create_p_comes_not_null.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.p_joins
    ADD CONSTRAINT p_joins_partition CHECK (k IS NOT NULL AND k IN (4)) NOT VALID;

ALTER TABLE public.p DETACH PARTITION public.p_joins;

ALTER TABLE public.p_joins
    ADD CONSTRAINT p_joins_a_not_null CHECK (a IS NOT NULL);
ALTER TABLE public.p_joins ALTER COLUMN a DROP NOT NULL;

ALTER TABLE public.p
    ADD CONSTRAINT p_a_not_null CHECK (a IS NOT NULL);
ALTER TABLE public.p ALTER COLUMN a DROP NOT NULL;

-- ==== create_p_comes_validate.down.sql
-- Undo

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

ALTER TABLE public.p_joins DROP CONSTRAINT p_joins_a_not_null;
ALTER TABLE public.p_joins
    ADD CONSTRAINT p_joins_a_not_null CHECK (a IS NOT NULL) NOT VALID;

DROP TABLE public.p_comes;

ALTER TABLE public.p DROP CONSTRAINT p_a_not_null;
ALTER TABLE public.p
    ADD CONSTRAINT p_a_not_null CHECK (a IS NOT NULL) NOT VALID;

-- ==== create_p_comes_add_constraints.down.sql
-- Undo

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

ALTER TABLE public.p_keyed DROP CONSTRAINT keyed;

ALTER TABLE public.p_joins DROP CONSTRAINT p_joins_a_not_null;

ALTER TABLE public.p DROP CONSTRAINT p_a_not_null;

CREATE UNIQUE INDEX keyed ON public.p_keyed (n);

-- ==== create_p_comes_create_keyed.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.keyed;

-- ==== create_p_comes_backfill.down.sql
-- Nothing is left to undo.

-- ==== create_p_comes_not_null.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.p_keyed
    ADD CONSTRAINT p_keyed_n_not_null CHECK (n IS NOT NULL);
ALTER TABLE public.p_keyed ALTER COLUMN n DROP NOT NULL;

ALTER TABLE public.p_joins
    ADD CONSTRAINT p_joins_k_not_null CHECK (k IS NOT NULL);
ALTER TABLE public.p_joins ALTER COLUMN k DROP NOT NULL;

-- ==== create_p_comes_validate.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.p_keyed DROP CONSTRAINT p_keyed_n_not_null;
ALTER TABLE public.p_keyed
    ADD CONSTRAINT p_keyed_n_not_null CHECK (n IS NOT NULL) NOT VALID;

ALTER TABLE public.p_joins DROP CONSTRAINT p_joins_partition;
ALTER TABLE public.p_joins
    ADD CONSTRAINT p_joins_partition CHECK (k IS NOT NULL AND k IN (4)) NOT VALID;
ALTER TABLE public.p_joins DROP CONSTRAINT p_joins_k_not_null;
ALTER TABLE public.p_joins
    ADD CONSTRAINT p_joins_k_not_null CHECK (k IS NOT NULL) NOT VALID;

-- ==== create_p_comes.down.sql
-- irreversible: the rows of table p_goes were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the rows of table p_goes were deleted';
END $$;

