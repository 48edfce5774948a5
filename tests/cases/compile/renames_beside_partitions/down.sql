-- ==== create_t_p2_drop_t_p1_a_k_idx.down.sql
-- no-transaction

CREATE INDEX CONCURRENTLY t_p1_a_k_idx ON public.t_p1 (a, k9)
    WHERE k9 > 1;

-- ==== create_t_p2.down.sql
-- Undo

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

DROP VIEW public.v;
DROP TABLE public.t_p2;

DROP INDEX public.t_i2;

DROP INDEX public.t_i;

CREATE INDEX t_i ON public.u (a, k9)
    WHERE k9 > 1;

DO $$ DECLARE part regclass; BEGIN
    SELECT inhrelid INTO STRICT part FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid
        WHERE inhparent = 'public.t_i'::regclass AND indrelid = 'public.t_p0'::regclass;
    IF (SELECT relname FROM pg_class WHERE oid = part) <> 't_p0_a_k_idx' THEN
        EXECUTE format('ALTER INDEX %s RENAME TO %I', part, 't_p0_a_k_idx');
    END IF;
END $$;

ALTER TABLE public.t_p1
    ADD CONSTRAINT t_p1_k_a_key UNIQUE (k9, a);
ALTER TABLE public.t_p1 DROP COLUMN r;

ALTER INDEX IF EXISTS public.t_p0_k9_a_key RENAME TO t_p0_k_a_key;
DO $$ DECLARE index regclass; BEGIN
    -- Partitions that come later have indexes that are named after these columns.
    FOR index IN SELECT indexrelid FROM pg_partition_tree('public.u')
        JOIN pg_index ON indrelid = relid AND NOT isleaf
        WHERE NOT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = indexrelid) AND (
            SELECT bool_and('k9' = ANY (names) AND 'k' <> ALL (names))
            FROM pg_partition_tree(indexrelid) AS part, LATERAL (
                SELECT array_agg(attname) AS names FROM pg_attribute WHERE attrelid = part.relid
            ) AS it)
    LOOP
        EXECUTE format('ALTER TABLE %s RENAME COLUMN %I TO %I', index, 'k9', 'k');
    END LOOP;
END $$;

ALTER TABLE public.u RENAME COLUMN k9 TO k;

ALTER TABLE public.t_p1 RENAME COLUMN k9 TO k;

ALTER TABLE public.u ATTACH PARTITION public.t_p1 FOR VALUES IN (1);

ALTER TABLE public.u RENAME TO t;

CREATE VIEW public.v AS
select t.a
  from public.t;

