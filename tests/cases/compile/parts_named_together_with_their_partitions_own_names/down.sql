-- ==== set_the_old_index_i2_aside_as_i2_old_drop_i2_old.down.sql
-- Undo

CREATE INDEX i2_old ON public.t (k) INCLUDE (a);

DO $$ DECLARE part regclass; BEGIN
    SELECT inhrelid INTO STRICT part FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid
        WHERE inhparent = 'public.i2_old'::regclass AND indrelid = 'public.t_p1'::regclass;
    IF (SELECT relname FROM pg_class WHERE oid = part) <> 't_p1_k_a_idx' THEN
        EXECUTE format('ALTER INDEX %s RENAME TO %I', part, 't_p1_k_a_idx');
    END IF;
END $$;

DO $$ DECLARE part regclass; BEGIN
    SELECT inhrelid INTO STRICT part FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid
        WHERE inhparent = 'public.i2_old'::regclass AND indrelid = 'public.t_p2'::regclass;
    IF (SELECT relname FROM pg_class WHERE oid = part) <> 't_p2_k_a_idx' THEN
        EXECUTE format('ALTER INDEX %s RENAME TO %I', part, 't_p2_k_a_idx');
    END IF;
END $$;

-- ==== set_the_old_index_i2_aside_as_i2_old_6.down.sql
-- Undo

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

DROP INDEX public.i2;

CREATE INDEX i2 ON ONLY public.t (a);

CREATE INDEX t_p2_a_idx2 ON ONLY public.t_p2 (a);

CREATE INDEX t_p1_a_idx2 ON public.t_p1 (a);

-- ==== set_the_old_index_i2_aside_as_i2_old_create_t_p1_a_idx2.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY IF EXISTS public.t_p1_a_idx2;

-- ==== set_the_old_index_i2_aside_as_i2_old_4.down.sql
-- Undo

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

DROP INDEX public.t_p2_a_idx2;

DROP INDEX public.i2;

DROP INDEX public.i1;

CREATE INDEX i1 ON ONLY public.t (a);

CREATE INDEX t_p2_a_idx1 ON ONLY public.t_p2 (a);

CREATE INDEX t_p1_a_idx1 ON public.t_p1 (a);

-- ==== set_the_old_index_i2_aside_as_i2_old_create_t_p1_a_idx1.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY IF EXISTS public.t_p1_a_idx1;

-- ==== set_the_old_index_i2_aside_as_i2_old_create_i1.down.sql
-- Undo

DROP INDEX public.t_p2_a_idx1;

DROP INDEX public.i1;

-- ==== set_the_old_index_i2_aside_as_i2_old.down.sql
-- Undo

DROP INDEX public.i0;

CREATE INDEX i1 ON public.t (a DESC);

DO $$ DECLARE part regclass; BEGIN
    SELECT inhrelid INTO STRICT part FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid
        WHERE inhparent = 'public.i1'::regclass AND indrelid = 'public.t_p1'::regclass;
    IF (SELECT relname FROM pg_class WHERE oid = part) <> 't_p1_a_idx_old' THEN
        EXECUTE format('ALTER INDEX %s RENAME TO %I', part, 't_p1_a_idx_old');
    END IF;
END $$;

DO $$ DECLARE part regclass; BEGIN
    SELECT inhrelid INTO STRICT part FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid
        WHERE inhparent = 'public.i1'::regclass AND indrelid = 'public.t_p2'::regclass;
    IF (SELECT relname FROM pg_class WHERE oid = part) <> 't_p2_a_idx_old' THEN
        EXECUTE format('ALTER INDEX %s RENAME TO %I', part, 't_p2_a_idx_old');
    END IF;
END $$;

CREATE OR REPLACE FUNCTION public.f(i integer)
    RETURNS integer
    LANGUAGE sql IMMUTABLE
return (i + 2);

CREATE INDEX i0 ON public.t (public.f(k));

DO $$ DECLARE part regclass; BEGIN
    SELECT inhrelid INTO STRICT part FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid
        WHERE inhparent = 'public.i0'::regclass AND indrelid = 'public.t_p1'::regclass;
    IF (SELECT relname FROM pg_class WHERE oid = part) <> 't_p1_f_idx' THEN
        EXECUTE format('ALTER INDEX %s RENAME TO %I', part, 't_p1_f_idx');
    END IF;
END $$;

DO $$ DECLARE part regclass; BEGIN
    SELECT inhrelid INTO STRICT part FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid
        WHERE inhparent = 'public.i0'::regclass AND indrelid = 'public.t_p2'::regclass;
    IF (SELECT relname FROM pg_class WHERE oid = part) <> 't_p2_f_idx' THEN
        EXECUTE format('ALTER INDEX %s RENAME TO %I', part, 't_p2_f_idx');
    END IF;
END $$;

ALTER TABLE public.t ALTER COLUMN b SET NOT NULL;

ALTER INDEX IF EXISTS public.t_p2_a_idx_old RENAME TO t_p2_a_idx;
ALTER INDEX IF EXISTS public.t_p1_a_idx_old RENAME TO t_p1_a_idx;

ALTER INDEX public.i2_old RENAME TO i2;

