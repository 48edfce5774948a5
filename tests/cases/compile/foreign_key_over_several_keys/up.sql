-- ==== set_the_old_index_c_id_aside_as_c_id_old.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER INDEX public.c_id RENAME TO c_id_old;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_constraint WHERE contype = 'f' AND conindid = 'public.a_id'::regclass) THEN
        ALTER TABLE public.b DROP CONSTRAINT b_a_fkey;
        DROP INDEX public.a_id;
        ALTER TABLE public.b
            ADD CONSTRAINT b_a_fkey FOREIGN KEY (a) REFERENCES public.a (id) NOT VALID;
    END IF;
END
$$;

-- ==== set_the_old_index_c_id_aside_as_c_id_old_2.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP INDEX CONCURRENTLY IF EXISTS public.a_id;

-- ==== set_the_old_index_c_id_aside_as_c_id_old_create_c_id.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY c_id ON public.c (id) INCLUDE (x);

-- ==== set_the_old_index_c_id_aside_as_c_id_old_4.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_constraint WHERE contype = 'f' AND conindid = 'public.c_id_old'::regclass) THEN
        ALTER TABLE public.d DROP CONSTRAINT d_c_fkey;
        DROP INDEX public.c_id_old;
        ALTER TABLE public.d
            ADD CONSTRAINT d_c_fkey FOREIGN KEY (c) REFERENCES public.c (id) NOT VALID;
    END IF;
END
$$;

ALTER TABLE public.b VALIDATE CONSTRAINT b_a_fkey;

-- ==== set_the_old_index_c_id_aside_as_c_id_old_5.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP INDEX CONCURRENTLY IF EXISTS public.c_id_old;

-- ==== set_the_old_index_c_id_aside_as_c_id_old_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.d VALIDATE CONSTRAINT d_c_fkey;

