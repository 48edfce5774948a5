-- ==== set_the_old_index_own_aside_as_own_old_drop_own_old.down.sql
-- no-transaction

CREATE INDEX CONCURRENTLY own_old ON public.p1 (v);

-- ==== set_the_old_index_own_aside_as_own_old_not_null.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.p1
    ADD CONSTRAINT p1_partition CHECK (k IS NOT NULL AND k IN ('a', 'b')) NOT VALID;

ALTER TABLE public.p DETACH PARTITION public.p1;

ALTER TABLE public.p ATTACH PARTITION public.p1 FOR VALUES IN ('a');

ALTER TABLE public.p
    ADD CONSTRAINT p_v_not_null CHECK (v IS NOT NULL);
ALTER TABLE public.p ALTER COLUMN v DROP NOT NULL;

-- ==== set_the_old_index_own_aside_as_own_old_validate.down.sql
-- Undo

ALTER TABLE public.p DROP CONSTRAINT p_v_not_null;
ALTER TABLE public.p
    ADD CONSTRAINT p_v_not_null CHECK (v IS NOT NULL) NOT VALID;

-- ==== set_the_old_index_own_aside_as_own_old_add_constraints.down.sql
-- Undo

ALTER TABLE public.p DROP CONSTRAINT p_v_not_null;

-- ==== set_the_old_index_own_aside_as_own_old_create_own.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.own;

-- ==== set_the_old_index_own_aside_as_own_old_backfill.down.sql
-- Nothing is left to undo.

-- ==== set_the_old_index_own_aside_as_own_old_add_constraints.down.sql
-- Undo

ALTER TABLE public.p DROP CONSTRAINT p_pkey;

-- ==== set_the_old_index_own_aside_as_own_old_not_null.down.sql
-- Undo

ALTER TABLE public.p
    ADD CONSTRAINT p_k_not_null CHECK (k IS NOT NULL);
ALTER TABLE public.p ALTER COLUMN k DROP NOT NULL;

-- ==== set_the_old_index_own_aside_as_own_old_validate.down.sql
-- Undo

ALTER TABLE public.p DROP CONSTRAINT p_k_not_null;
ALTER TABLE public.p
    ADD CONSTRAINT p_k_not_null CHECK (k IS NOT NULL) NOT VALID;

-- ==== set_the_old_index_own_aside_as_own_old_add_constraints.down.sql
-- Undo

ALTER TABLE public.p DROP CONSTRAINT p_k_not_null;

-- ==== set_the_old_index_own_aside_as_own_old_not_null.down.sql
-- Undo

ALTER TABLE public.p
    ADD CONSTRAINT p_id_not_null CHECK (id IS NOT NULL);
ALTER TABLE public.p ALTER COLUMN id DROP NOT NULL;

-- ==== set_the_old_index_own_aside_as_own_old_validate.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.p1 DROP CONSTRAINT p1_partition;
ALTER TABLE public.p1
    ADD CONSTRAINT p1_partition CHECK (k IS NOT NULL AND k IN ('a', 'b')) NOT VALID;

ALTER TABLE public.p DROP CONSTRAINT p_id_not_null;
ALTER TABLE public.p
    ADD CONSTRAINT p_id_not_null CHECK (id IS NOT NULL) NOT VALID;

-- ==== set_the_old_index_own_aside_as_own_old.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.p1 DROP CONSTRAINT p1_partition;

ALTER TABLE public.p DROP CONSTRAINT p_id_not_null;
ALTER TABLE public.p ALTER COLUMN v DROP DEFAULT;

ALTER INDEX public.own_old RENAME TO own;

