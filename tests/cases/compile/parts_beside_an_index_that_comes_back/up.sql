-- ==== drop_index_i0_on_ph.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP INDEX public.i0;

ALTER TABLE public.ph ALTER COLUMN c TYPE text;

DO $$ DECLARE part regclass; BEGIN
    SELECT inhrelid INTO STRICT part FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid
        WHERE inhparent = 'public.i2'::regclass AND indrelid = 'public.ph1'::regclass;
    IF (SELECT relname FROM pg_class WHERE oid = part) <> 'ph1_c_idx1_part' THEN
        EXECUTE format('ALTER INDEX %s RENAME TO %I', part, 'ph1_c_idx1_part');
    END IF;
END $$;

DO $$ DECLARE part regclass; BEGIN
    SELECT inhrelid INTO STRICT part FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid
        WHERE inhparent = 'public.i3'::regclass AND indrelid = 'public.ph1'::regclass;
    IF (SELECT relname FROM pg_class WHERE oid = part) <> 'ph1_c_idx2_part' THEN
        EXECUTE format('ALTER INDEX %s RENAME TO %I', part, 'ph1_c_idx2_part');
    END IF;
END $$;

DO $$ DECLARE part regclass; BEGIN
    SELECT inhrelid INTO STRICT part FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid
        WHERE inhparent = 'public.i2'::regclass AND indrelid = 'public.ph1'::regclass;
    IF (SELECT relname FROM pg_class WHERE oid = part) <> 'ph1_c_idx1' THEN
        EXECUTE format('ALTER INDEX %s RENAME TO %I', part, 'ph1_c_idx1');
    END IF;
END $$;

DO $$ DECLARE part regclass; BEGIN
    SELECT inhrelid INTO STRICT part FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid
        WHERE inhparent = 'public.i3'::regclass AND indrelid = 'public.ph1'::regclass;
    IF (SELECT relname FROM pg_class WHERE oid = part) <> 'ph1_c_idx2' THEN
        EXECUTE format('ALTER INDEX %s RENAME TO %I', part, 'ph1_c_idx2');
    END IF;
END $$;

CREATE INDEX i0 ON public.ph (c)
    WHERE length(c) > 1;

