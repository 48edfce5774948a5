-- ==== create_t2.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 4 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '750ms';

ALTER INDEX IF EXISTS public.p0_own RENAME TO p0_own_old;
ALTER INDEX IF EXISTS public.p0_a_idx RENAME TO p0_a_idx_old;

ALTER TYPE public.c DROP ATTRIBUTE x;

ALTER TABLE public.id ALTER COLUMN a DROP IDENTITY;
ALTER TABLE public.id ALTER COLUMN a TYPE bigint;
ALTER TABLE public.id DROP CONSTRAINT id_pk;
ALTER TABLE public.id ALTER COLUMN a DROP NOT NULL;

ALTER TABLE public.made ALTER COLUMN b SET DEFAULT (row(1, 'x'::text));

DROP INDEX public.p_i2;

CREATE INDEX p_i2 ON public.p ((k + 1));

ALTER TABLE public.t1
    ADD CONSTRAINT t1_a_not_null CHECK (a IS NOT NULL) NOT VALID;

DROP INDEX public.t1_i0;

DO $$ DECLARE part record; apart boolean; BEGIN
    FOREACH apart IN ARRAY ARRAY[true, false] LOOP
        FOR part IN SELECT inhrelid::regclass AS index, inhrelid, name
            FROM (VALUES
                ('public.p_i1'::regclass, 'p0_a_idx'),
                ('public.p_i2'::regclass, 'p0_expr_idx')
            ) AS it (parent, name)
            JOIN pg_inherits ON inhparent = parent JOIN pg_index ON indexrelid = inhrelid
            JOIN pg_class ON pg_class.oid = inhrelid
            WHERE indrelid = 'public.p0'::regclass AND relname <> name
        LOOP
            EXECUTE format('ALTER INDEX %s RENAME TO %I', part.index,
                CASE WHEN apart THEN 'part_' || part.inhrelid ELSE part.name END);
        END LOOP;
    END LOOP;
END $$;

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

