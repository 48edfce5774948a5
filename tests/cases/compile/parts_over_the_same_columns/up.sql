-- ==== set_index_t_p1_a_idx_of_table_t_p1_aside_as_t_p1_a_idx_old.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER INDEX IF EXISTS public.t_p1_a_idx RENAME TO t_p1_a_idx_old;
ALTER INDEX IF EXISTS public.t_p1_a_idx1 RENAME TO t_p1_a_idx1_old;

ALTER TABLE public.t
    ADD CONSTRAINT t_b_not_null CHECK (b IS NOT NULL) NOT VALID;

DROP INDEX public.i2;

DROP INDEX public.i0;

CREATE INDEX i0 ON public.t (a)
    WHERE k > 0;

DO $$ DECLARE part regclass; BEGIN
    SELECT inhrelid INTO STRICT part FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid
        WHERE inhparent = 'public.i0'::regclass AND indrelid = 'public.t_p1'::regclass;
    IF (SELECT relname FROM pg_class WHERE oid = part) <> 't_p1_a_idx' THEN
        EXECUTE format('ALTER INDEX %s RENAME TO %I', part, 't_p1_a_idx');
    END IF;
END $$;

CREATE INDEX i1 ON ONLY public.t (a);

CREATE INDEX t_p1_a_idx1 ON public.t_p1 (a);

ALTER INDEX public.i1 ATTACH PARTITION public.t_p1_a_idx1;

DO $$ DECLARE part regclass; BEGIN
    SELECT inhrelid INTO STRICT part FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid
        WHERE inhparent = 'public.i1'::regclass AND indrelid = 'public.t_p1'::regclass;
    IF (SELECT relname FROM pg_class WHERE oid = part) <> 't_p1_a_idx1' THEN
        EXECUTE format('ALTER INDEX %s RENAME TO %I', part, 't_p1_a_idx1');
    END IF;
END $$;

-- ==== set_index_t_p1_a_idx_of_table_t_p1_aside_as_t_p1_a_idx_old_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t VALIDATE CONSTRAINT t_b_not_null;

CREATE INDEX i2 ON ONLY public.t (a);

-- ==== set_index_t_p1_a_idx_of_table_t_p1_aside_as_t_p1_a_idx_old_not_null.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t ALTER COLUMN b SET NOT NULL;
ALTER TABLE public.t DROP CONSTRAINT t_b_not_null;

-- ==== set_index_t_p1_a_idx_of_table_t_p1_aside_as_t_p1_a_idx_old_create_t_p1_a_idx2.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY t_p1_a_idx2 ON public.t_p1 (a);

-- ==== set_index_t_p1_a_idx_of_table_t_p1_aside_as_t_p1_a_idx_old_create_own.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY own ON public.t_p1 (a);

-- ==== set_index_t_p1_a_idx_of_table_t_p1_aside_as_t_p1_a_idx_old_6.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER INDEX public.i2 ATTACH PARTITION public.t_p1_a_idx2;

