-- ==== create_t2.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 4 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '750ms';

ALTER INDEX IF EXISTS public.p0_a_idx RENAME TO p0_a_idx_old;
ALTER INDEX IF EXISTS public.p0_own RENAME TO p0_a_idx;

ALTER TYPE public.c DROP ATTRIBUTE x;

ALTER TABLE public.id ALTER COLUMN a DROP IDENTITY;
ALTER TABLE public.id ALTER COLUMN a TYPE bigint;
ALTER TABLE public.id DROP CONSTRAINT id_pk;
ALTER TABLE public.id ALTER COLUMN a DROP NOT NULL;

ALTER TABLE public.made ALTER COLUMN b SET DEFAULT (row(1, 'x'::text));

DROP INDEX public.p_i2;

CREATE INDEX p_i2 ON public.p ((k + 1));

DO $$ DECLARE part regclass; BEGIN
    SELECT inhrelid INTO STRICT part FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid
        WHERE inhparent = 'public.p_i2'::regclass AND indrelid = 'public.p0'::regclass;
    IF (SELECT relname FROM pg_class WHERE oid = part) <> 'p0_expr_idx' THEN
        EXECUTE format('ALTER INDEX %s RENAME TO %I', part, 'p0_expr_idx');
    END IF;
END $$;

ALTER TABLE public.t1
    ADD CONSTRAINT t1_a_not_null CHECK (a IS NOT NULL) NOT VALID;

DROP INDEX public.t1_i0;

-- ==== create_t2_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t1 VALIDATE CONSTRAINT t1_a_not_null;

-- ==== create_t2_not_null.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t1 ALTER COLUMN a SET NOT NULL;
ALTER TABLE public.t1 DROP CONSTRAINT t1_a_not_null;

-- ==== create_t2_create_t1_pk.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY t1_pk ON public.t1 (a);

-- ==== create_t2_create_t1_i0.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY t1_i0 ON public.t1 (k);

-- ==== create_t2_6.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t1
    ADD CONSTRAINT t1_pk PRIMARY KEY USING INDEX t1_pk;

CREATE TABLE public.t2 (
    k bigint,
    CONSTRAINT t2_fk FOREIGN KEY (k) REFERENCES public.t1 (a)
);

