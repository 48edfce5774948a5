-- ==== drop_constraint_p_k.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_constraint WHERE contype = 'f' AND conindid IN (SELECT relid FROM pg_partition_tree('public.k'))) THEN
        ALTER TABLE public.r DROP CONSTRAINT r_a_b_fkey;
        ALTER TABLE public.s DROP CONSTRAINT s_a_b_fkey;
        ALTER TABLE public.p DROP CONSTRAINT k;
        ALTER TABLE public.r
            ADD CONSTRAINT r_a_b_fkey FOREIGN KEY (a, b) REFERENCES public.p11 (a, b) NOT VALID;
        ALTER TABLE public.s
            ADD CONSTRAINT s_a_b_fkey FOREIGN KEY (a, b) REFERENCES public.p12 (a, b) NOT VALID;
    ELSE
        ALTER TABLE public.p DROP CONSTRAINT k;
    END IF;
END
$$;

DROP INDEX public.i;

-- ==== drop_constraint_p_k_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.r VALIDATE CONSTRAINT r_a_b_fkey;

-- ==== drop_constraint_p_k_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.s VALIDATE CONSTRAINT s_a_b_fkey;

