-- ==== change_type_of_column_p_a_from_real_to_double_precision.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.p ALTER COLUMN a TYPE double precision;

DO $$ DECLARE part regclass; BEGIN
    FOR part IN SELECT relid FROM pg_partition_tree(to_regclass('public.p1_a')) WHERE level > 0 LOOP
        EXECUTE format('COMMENT ON INDEX %s IS NULL', part);
    END LOOP;
END $$;

DO $$ DECLARE part regclass; BEGIN
    SELECT inhrelid INTO STRICT part FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid
        WHERE inhparent = 'public.p1_a_idx'::regclass AND indrelid = 'public.p11'::regclass;
    IF (SELECT relname FROM pg_class WHERE oid = part) <> 'p11_a' THEN
        EXECUTE format('ALTER INDEX %s RENAME TO %I', part, 'p11_a');
    END IF;
END $$;

DO $$ DECLARE part regclass; BEGIN
    FOR part IN SELECT relid FROM pg_partition_tree(to_regclass('public.p_a')) WHERE level > 0 LOOP
        EXECUTE format('COMMENT ON INDEX %s IS NULL', part);
    END LOOP;
END $$;

ALTER TABLE public.q ALTER COLUMN a TYPE double precision;

DO $$ DECLARE part regclass; BEGIN
    FOR part IN SELECT relid FROM pg_partition_tree(to_regclass('public.q_key')) WHERE level > 0 LOOP
        EXECUTE format('COMMENT ON INDEX %s IS NULL', part);
    END LOOP;
END $$;

