-- ==== rename_column_p_at_to_moment.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.p RENAME COLUMN at TO moment;

DO $$ DECLARE index regclass; BEGIN
    -- Partitions that come later have indexes that are named after these columns.
    FOR index IN SELECT indexrelid FROM pg_partition_tree('public.p')
        JOIN pg_index ON indrelid = relid AND NOT isleaf
        WHERE NOT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = indexrelid) AND (
            SELECT bool_and('at' = ANY (names) AND 'moment' <> ALL (names))
            FROM pg_partition_tree(indexrelid) AS part, LATERAL (
                SELECT array_agg(attname) AS names FROM pg_attribute WHERE attrelid = part.relid
            ) AS it)
    LOOP
        EXECUTE format('ALTER TABLE %s RENAME COLUMN %I TO %I', index, 'at', 'moment');
    END LOOP;
END $$;

ALTER TABLE public.p1 RENAME TO first;

ALTER INDEX IF EXISTS public.p1_pkey RENAME TO first_pkey;
ALTER INDEX IF EXISTS public.p1_at_idx RENAME TO first_moment_idx;
ALTER INDEX IF EXISTS public.p1_id_idx RENAME TO first_id_idx;
ALTER INDEX IF EXISTS public.p2_at_idx RENAME TO p2_moment_idx;

DROP INDEX public.p_id;

CREATE INDEX p_id ON public.p (id DESC);

