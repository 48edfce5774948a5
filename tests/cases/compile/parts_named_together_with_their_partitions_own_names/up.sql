-- ==== set_the_old_index_i2_aside_as_i2_old.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER INDEX public.i2 RENAME TO i2_old;

ALTER INDEX IF EXISTS public.t_p1_a_idx RENAME TO t_p1_a_idx_old;
ALTER INDEX IF EXISTS public.t_p2_a_idx RENAME TO t_p2_a_idx_old;

ALTER TABLE public.t ALTER COLUMN b DROP NOT NULL;

DROP INDEX public.i0;

CREATE OR REPLACE FUNCTION public.f(i integer)
    RETURNS integer
    LANGUAGE sql IMMUTABLE
return (i + 1);

DROP INDEX public.i1;

CREATE INDEX i0 ON public.t (a DESC);

DO $$ DECLARE part regclass; BEGIN
    SELECT inhrelid INTO STRICT part FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid
        WHERE inhparent = 'public.i0'::regclass AND indrelid = 'public.t_p1'::regclass;
    IF (SELECT relname FROM pg_class WHERE oid = part) <> 'x1' THEN
        EXECUTE format('ALTER INDEX %s RENAME TO %I', part, 'x1');
    END IF;
END $$;

DO $$ DECLARE part regclass; BEGIN
    SELECT inhrelid INTO STRICT part FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid
        WHERE inhparent = 'public.i0'::regclass AND indrelid = 'public.t_p2'::regclass;
    IF (SELECT relname FROM pg_class WHERE oid = part) <> 't_p2_a_idx' THEN
        EXECUTE format('ALTER INDEX %s RENAME TO %I', part, 't_p2_a_idx');
    END IF;
END $$;

-- ==== set_the_old_index_i2_aside_as_i2_old_create_i1.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX i1 ON ONLY public.t (a);

CREATE INDEX t_p2_a_idx1 ON ONLY public.t_p2 (a);

-- ==== set_the_old_index_i2_aside_as_i2_old_create_t_p1_a_idx1.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY t_p1_a_idx1 ON public.t_p1 (a);

-- ==== set_the_old_index_i2_aside_as_i2_old_4.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER INDEX public.i1 ATTACH PARTITION public.t_p2_a_idx1;

ALTER INDEX public.i1 ATTACH PARTITION public.t_p1_a_idx1;

CREATE INDEX i2 ON ONLY public.t (a);

CREATE INDEX t_p2_a_idx2 ON ONLY public.t_p2 (a);

-- ==== set_the_old_index_i2_aside_as_i2_old_create_t_p1_a_idx2.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY t_p1_a_idx2 ON public.t_p1 (a);

-- ==== set_the_old_index_i2_aside_as_i2_old_6.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER INDEX public.i2 ATTACH PARTITION public.t_p2_a_idx2;

ALTER INDEX public.i2 ATTACH PARTITION public.t_p1_a_idx2;

-- ==== set_the_old_index_i2_aside_as_i2_old_drop_i2_old.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP INDEX public.i2_old;

