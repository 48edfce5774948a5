-- ==== create_t_p2.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

DROP VIEW public.v;

ALTER TABLE public.t RENAME TO u;

ALTER TABLE public.u DETACH PARTITION public.t_p1;

ALTER TABLE public.t_p1 RENAME COLUMN k TO k9;

ALTER TABLE public.u RENAME COLUMN k TO k9;

DO $$ DECLARE index regclass; BEGIN
    -- Partitions that come later have indexes that are named after these columns.
    FOR index IN SELECT indexrelid FROM pg_partition_tree('public.u')
        JOIN pg_index ON indrelid = relid AND NOT isleaf
        WHERE NOT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = indexrelid) AND (
            SELECT bool_and('k' = ANY (names) AND 'k9' <> ALL (names))
            FROM pg_partition_tree(indexrelid) AS part, LATERAL (
                SELECT array_agg(attname) AS names FROM pg_attribute WHERE attrelid = part.relid
            ) AS it)
    LOOP
        EXECUTE format('ALTER TABLE %s RENAME COLUMN %I TO %I', index, 'k', 'k9');
    END LOOP;
END $$;
ALTER INDEX IF EXISTS public.t_p0_k_a_key RENAME TO t_p0_k9_a_key;

ALTER TABLE public.t_p1 ADD COLUMN r text;
ALTER TABLE public.t_p1 DROP CONSTRAINT t_p1_k_a_key;

DROP INDEX public.t_i;

CREATE INDEX t_i ON public.u (a)
    WHERE k9 > 1;

DO $$ DECLARE part regclass; BEGIN
    SELECT inhrelid INTO STRICT part FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid
        WHERE inhparent = 'public.t_i'::regclass AND indrelid = 'public.t_p0'::regclass;
    IF (SELECT relname FROM pg_class WHERE oid = part) <> 't_p0_a_idx' THEN
        EXECUTE format('ALTER INDEX %s RENAME TO %I', part, 't_p0_a_idx');
    END IF;
END $$;

CREATE INDEX t_i2 ON public.u (a, k9);

DO $$ DECLARE part regclass; BEGIN
    SELECT inhrelid INTO STRICT part FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid
        WHERE inhparent = 'public.t_i2'::regclass AND indrelid = 'public.t_p0'::regclass;
    IF (SELECT relname FROM pg_class WHERE oid = part) <> 't_p0_a_k9_idx' THEN
        EXECUTE format('ALTER INDEX %s RENAME TO %I', part, 't_p0_a_k9_idx');
    END IF;
END $$;

CREATE TABLE public.t_p2 PARTITION OF public.u
    FOR VALUES IN (2);

CREATE VIEW public.v AS
select u.a
  from public.u;

-- ==== create_t_p2_drop_t_p1_a_k_idx.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP INDEX CONCURRENTLY public.t_p1_a_k_idx;

