-- ==== set_index_s_p_a_k_idx_of_table_s_p_aside_as_s_p_a_k_idx_old_drop_v_u_old.down.sql
-- Undo

CREATE UNIQUE INDEX v_u_old ON public.v (a, k);

DO $$ DECLARE part regclass; BEGIN
    SELECT inhrelid INTO STRICT part FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid
        WHERE inhparent = 'public.v_u_old'::regclass AND indrelid = 'public.v_p'::regclass;
    IF (SELECT relname FROM pg_class WHERE oid = part) <> 'v_x' THEN
        EXECUTE format('ALTER INDEX %s RENAME TO %I', part, 'v_x');
    END IF;
END $$;

-- ==== set_index_s_p_a_k_idx_of_table_s_p_aside_as_s_p_a_k_idx_old_5.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.v_p CLUSTER ON v_x;

ALTER TABLE public.v_p REPLICA IDENTITY USING INDEX v_x;

DROP INDEX public.v_u;

CREATE UNIQUE INDEX v_u ON ONLY public.v (k, a);

ALTER TABLE public.u_p REPLICA IDENTITY FULL;

CREATE UNIQUE INDEX v_y ON public.v_p (k, a);

-- ==== set_index_s_p_a_k_idx_of_table_s_p_aside_as_s_p_a_k_idx_old_create_v_y.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY IF EXISTS public.v_y;

-- ==== set_index_s_p_a_k_idx_of_table_s_p_aside_as_s_p_a_k_idx_old_create_u_p_a_k_idx.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.u_p_a_k_idx;

-- ==== set_index_s_p_a_k_idx_of_table_s_p_aside_as_s_p_a_k_idx_old_create_v_u.down.sql
-- Undo

DROP INDEX public.v_u;

-- ==== set_index_s_p_a_k_idx_of_table_s_p_aside_as_s_p_a_k_idx_old.down.sql
-- Undo

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

CREATE UNIQUE INDEX u_u ON public.u (a, k);

ALTER TABLE public.u_p REPLICA IDENTITY USING INDEX u_p_a_k_idx;

ALTER TABLE public.t_p REPLICA IDENTITY FULL;

CREATE UNIQUE INDEX t_u ON public.t (a, k);

DO $$ DECLARE part regclass; BEGIN
    SELECT inhrelid INTO STRICT part FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid
        WHERE inhparent = 'public.t_u'::regclass AND indrelid = 'public.t_p'::regclass;
    IF (SELECT relname FROM pg_class WHERE oid = part) <> 't_p_a_k_idx_old' THEN
        EXECUTE format('ALTER INDEX %s RENAME TO %I', part, 't_p_a_k_idx_old');
    END IF;
END $$;

ALTER TABLE public.t_p REPLICA IDENTITY USING INDEX t_p_a_k_idx_old;

ALTER TABLE public.s_p CLUSTER ON s_p_a_k_idx;

ALTER TABLE public.s_p REPLICA IDENTITY USING INDEX s_p_a_k_a1_idx;

ALTER INDEX public.v_u_old RENAME TO v_u;

ALTER INDEX IF EXISTS public.t_p_a_k_idx RENAME TO t_p_k_a_idx_old;
ALTER INDEX IF EXISTS public.t_p_k_a_idx_old RENAME TO t_p_k_a_idx;
ALTER INDEX IF EXISTS public.t_p_a_k_idx_old RENAME TO t_p_a_k_idx;
ALTER INDEX IF EXISTS public.s_p_a_k_idx RENAME TO s_p_a_k_a1_idx_old;
ALTER INDEX IF EXISTS public.s_p_a_k_a1_idx RENAME TO s_p_a_k_idx_old;
ALTER INDEX IF EXISTS public.s_p_a_k_a1_idx_old RENAME TO s_p_a_k_a1_idx;
ALTER INDEX IF EXISTS public.s_p_a_k_idx_old RENAME TO s_p_a_k_idx;

