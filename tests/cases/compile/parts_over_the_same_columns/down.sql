-- ==== set_index_t_p1_a_idx_of_table_t_p1_aside_as_t_p1_a_idx_old_6.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

DROP INDEX public.i2;

CREATE INDEX i2 ON ONLY public.t (a);

CREATE INDEX t_p1_a_idx2 ON public.t_p1 (a);

-- ==== set_index_t_p1_a_idx_of_table_t_p1_aside_as_t_p1_a_idx_old_create_own.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.own;

-- ==== set_index_t_p1_a_idx_of_table_t_p1_aside_as_t_p1_a_idx_old_create_t_p1_a_idx2.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY IF EXISTS public.t_p1_a_idx2;

-- ==== set_index_t_p1_a_idx_of_table_t_p1_aside_as_t_p1_a_idx_old_not_null.down.sql
-- Undo

ALTER TABLE public.t
    ADD CONSTRAINT t_b_not_null CHECK (b IS NOT NULL);
ALTER TABLE public.t ALTER COLUMN b DROP NOT NULL;

-- ==== set_index_t_p1_a_idx_of_table_t_p1_aside_as_t_p1_a_idx_old_validate.down.sql
-- Undo

DROP INDEX public.i2;

ALTER TABLE public.t DROP CONSTRAINT t_b_not_null;
ALTER TABLE public.t
    ADD CONSTRAINT t_b_not_null CHECK (b IS NOT NULL) NOT VALID;

-- ==== set_index_t_p1_a_idx_of_table_t_p1_aside_as_t_p1_a_idx_old.down.sql
-- Undo

DROP INDEX public.i1;

DROP INDEX public.i0;

CREATE INDEX i0 ON public.t (a);

DO $$ DECLARE part regclass; BEGIN
    SELECT inhrelid INTO STRICT part FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid
        WHERE inhparent = 'public.i0'::regclass AND indrelid = 'public.t_p1'::regclass;
    IF (SELECT relname FROM pg_class WHERE oid = part) <> 't_p1_a_idx_old' THEN
        EXECUTE format('ALTER INDEX %s RENAME TO %I', part, 't_p1_a_idx_old');
    END IF;
END $$;

CREATE INDEX i2 ON public.t (a)
    WHERE public.f(k) > 0;

DO $$ DECLARE part regclass; BEGIN
    SELECT inhrelid INTO STRICT part FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid
        WHERE inhparent = 'public.i2'::regclass AND indrelid = 'public.t_p1'::regclass;
    IF (SELECT relname FROM pg_class WHERE oid = part) <> 't_p1_a_idx1_old' THEN
        EXECUTE format('ALTER INDEX %s RENAME TO %I', part, 't_p1_a_idx1_old');
    END IF;
END $$;

ALTER TABLE public.t DROP CONSTRAINT t_b_not_null;

ALTER INDEX IF EXISTS public.t_p1_a_idx1_old RENAME TO t_p1_a_idx1;
ALTER INDEX IF EXISTS public.t_p1_a_idx_old RENAME TO t_p1_a_idx;

