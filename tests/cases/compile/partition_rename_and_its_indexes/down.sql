-- ==== rename_column_p_at_to_moment.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

DROP INDEX public.p_id;

CREATE INDEX p_id ON public.p (id);

ALTER INDEX IF EXISTS public.p2_moment_idx RENAME TO p2_at_idx;
ALTER INDEX IF EXISTS public.first_id_idx RENAME TO p1_id_idx;
ALTER INDEX IF EXISTS public.first_moment_idx RENAME TO p1_at_idx;
ALTER INDEX IF EXISTS public.first_pkey RENAME TO p1_pkey;

ALTER TABLE public.first RENAME TO p1;

DO $$ DECLARE index regclass; BEGIN
    -- Partitions that come later have indexes that are named after these columns.
    FOR index IN SELECT indexrelid FROM pg_partition_tree('public.p')
        JOIN pg_index ON indrelid = relid AND NOT isleaf
        WHERE NOT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = indexrelid) AND (
            SELECT bool_and('moment' = ANY (names) AND 'at' <> ALL (names))
            FROM pg_partition_tree(indexrelid) AS part, LATERAL (
                SELECT array_agg(attname) AS names FROM pg_attribute WHERE attrelid = part.relid
            ) AS it)
    LOOP
        EXECUTE format('ALTER TABLE %s RENAME COLUMN %I TO %I', index, 'moment', 'at');
    END LOOP;
END $$;

ALTER TABLE public.p RENAME COLUMN moment TO at;

