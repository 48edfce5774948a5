-- ==== create_m3.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.m ALTER COLUMN b TYPE bigint;

DO $$ DECLARE part regclass; BEGIN
    SELECT inhrelid INTO STRICT part FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid
        WHERE inhparent = 'public.k'::regclass AND indrelid = 'public.m2'::regclass;
    IF (SELECT relname FROM pg_class WHERE oid = part) <> 'm2_key' THEN
        EXECUTE format('ALTER INDEX %s RENAME TO %I', part, 'm2_key');
    END IF;
END $$;

ALTER TABLE public.m1 REPLICA IDENTITY USING INDEX m1_a_b_key;

ALTER TABLE public.m2 REPLICA IDENTITY USING INDEX m2_key;

ALTER TABLE public.m2 CLUSTER ON m2_key;

ALTER TABLE public.m1 REPLICA IDENTITY DEFAULT;

CREATE TABLE public.m3 PARTITION OF public.m
    FOR VALUES FROM (20) TO (30);

ALTER TABLE public.m3 REPLICA IDENTITY USING INDEX m3_a_b_key;

