-- ==== rename_column_joins_v_to_w.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 4 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '750ms';

ALTER TABLE public.p DETACH PARTITION public.bare;

ALTER TABLE public.p DETACH PARTITION public.renamed;

ALTER TABLE public.joins RENAME COLUMN v TO w;
ALTER TABLE public.joins RENAME CONSTRAINT joins_k_v_key TO joins_k_w_key;
ALTER INDEX public.joins_v_idx RENAME TO joins_w_idx;

ALTER TABLE public.moves RENAME TO moved;

ALTER TABLE public.p DETACH PARTITION public.moved;

ALTER TABLE public.moved RENAME COLUMN v TO w;
ALTER TABLE public.moved RENAME CONSTRAINT moves_k_v_key TO moved_k_w_key;
ALTER INDEX public.moves_v_idx RENAME TO moved_w_idx;

ALTER TABLE public.p RENAME COLUMN v TO w;

DO $$ DECLARE index regclass; BEGIN
    -- Partitions that come later have indexes that are named after these columns.
    FOR index IN SELECT indexrelid FROM pg_partition_tree('public.p')
        JOIN pg_index ON indrelid = relid AND NOT isleaf
        WHERE NOT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = indexrelid) AND (
            SELECT bool_and('v' = ANY (names) AND 'w' <> ALL (names))
            FROM pg_partition_tree(indexrelid) AS part, LATERAL (
                SELECT array_agg(attname) AS names FROM pg_attribute WHERE attrelid = part.relid
            ) AS it)
    LOOP
        EXECUTE format('ALTER TABLE %s RENAME COLUMN %I TO %I', index, 'v', 'w');
    END LOOP;
END $$;

ALTER TABLE public.p RENAME CONSTRAINT p_k_v_key TO p_k_w_key;

ALTER TABLE public.renamed RENAME COLUMN v TO w;
ALTER TABLE public.renamed RENAME CONSTRAINT renamed_k_v_key TO renamed_k_w_key;
ALTER INDEX public.renamed_v_idx RENAME TO renamed_w_idx;

ALTER INDEX IF EXISTS public.stays_k_v_key RENAME TO stays_k_w_key;
ALTER INDEX IF EXISTS public.stays_v_idx RENAME TO stays_w_idx;

ALTER TABLE public.joins
    ADD CONSTRAINT joins_partition CHECK (k IS NOT NULL AND k IN (4)) NOT VALID;

ALTER TABLE public.moved
    ADD CONSTRAINT moved_partition CHECK (k IS NOT NULL AND k IN (3)) NOT VALID;

-- ==== rename_column_joins_v_to_w_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.joins VALIDATE CONSTRAINT joins_partition;

ALTER TABLE public.moved VALIDATE CONSTRAINT moved_partition;

-- ==== rename_column_joins_v_to_w_3.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.q ATTACH PARTITION public.joins FOR VALUES IN (4);

ALTER TABLE public.joins DROP CONSTRAINT joins_partition;

ALTER TABLE public.q ATTACH PARTITION public.moved FOR VALUES IN (3);

ALTER TABLE public.moved DROP CONSTRAINT moved_partition;

