-- ==== rename_column_joins_v_to_w_3.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.moved
    ADD CONSTRAINT moved_partition CHECK (k IS NOT NULL AND k IN (3)) NOT VALID;

ALTER TABLE public.q DETACH PARTITION public.moved;

ALTER TABLE public.joins
    ADD CONSTRAINT joins_partition CHECK (k IS NOT NULL AND k IN (4)) NOT VALID;

ALTER TABLE public.q DETACH PARTITION public.joins;

-- ==== rename_column_joins_v_to_w_validate.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.moved DROP CONSTRAINT moved_partition;
ALTER TABLE public.moved
    ADD CONSTRAINT moved_partition CHECK (k IS NOT NULL AND k IN (3)) NOT VALID;

ALTER TABLE public.joins DROP CONSTRAINT joins_partition;
ALTER TABLE public.joins
    ADD CONSTRAINT joins_partition CHECK (k IS NOT NULL AND k IN (4)) NOT VALID;

-- ==== rename_column_joins_v_to_w.down.sql
-- Undo

-- 4 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '750ms';

ALTER TABLE public.moved DROP CONSTRAINT moved_partition;

ALTER TABLE public.joins DROP CONSTRAINT joins_partition;

ALTER INDEX IF EXISTS public.stays_w_idx RENAME TO stays_v_idx;
ALTER INDEX IF EXISTS public.stays_k_w_key RENAME TO stays_k_v_key;

ALTER INDEX public.renamed_w_idx RENAME TO renamed_v_idx;
ALTER TABLE public.renamed RENAME CONSTRAINT renamed_k_w_key TO renamed_k_v_key;
ALTER TABLE public.renamed RENAME COLUMN w TO v;

ALTER TABLE public.p RENAME CONSTRAINT p_k_w_key TO p_k_v_key;

DO $$ DECLARE index regclass; BEGIN
    -- Partitions that come later have indexes that are named after these columns.
    FOR index IN SELECT indexrelid FROM pg_partition_tree('public.p')
        JOIN pg_index ON indrelid = relid AND NOT isleaf
        WHERE NOT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = indexrelid) AND (
            SELECT bool_and('w' = ANY (names) AND 'v' <> ALL (names))
            FROM pg_partition_tree(indexrelid) AS part, LATERAL (
                SELECT array_agg(attname) AS names FROM pg_attribute WHERE attrelid = part.relid
            ) AS it)
    LOOP
        EXECUTE format('ALTER TABLE %s RENAME COLUMN %I TO %I', index, 'w', 'v');
    END LOOP;
END $$;

ALTER TABLE public.p RENAME COLUMN w TO v;

ALTER INDEX public.moved_w_idx RENAME TO moves_v_idx;
ALTER TABLE public.moved RENAME CONSTRAINT moved_k_w_key TO moves_k_v_key;
ALTER TABLE public.moved RENAME COLUMN w TO v;

ALTER TABLE public.p ATTACH PARTITION public.moved FOR VALUES IN (3);

ALTER TABLE public.moved RENAME TO moves;

ALTER INDEX public.joins_w_idx RENAME TO joins_v_idx;
ALTER TABLE public.joins RENAME CONSTRAINT joins_k_w_key TO joins_k_v_key;
ALTER TABLE public.joins RENAME COLUMN w TO v;

ALTER TABLE public.p ATTACH PARTITION public.renamed FOR VALUES IN (1);

ALTER TABLE public.p ATTACH PARTITION public.bare FOR VALUES IN (2);

