-- ==== create_t2_6.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

DROP TABLE public.t2;

ALTER TABLE public.t1 DROP CONSTRAINT t1_pk;

CREATE UNIQUE INDEX t1_pk ON public.t1 (a);

-- ==== create_t2_create_t1_i0.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.t1_i0;

-- ==== create_t2_create_t1_pk.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.t1_pk;

-- ==== create_t2_not_null.down.sql
-- Undo

ALTER TABLE public.t1
    ADD CONSTRAINT t1_a_not_null CHECK (a IS NOT NULL);
ALTER TABLE public.t1 ALTER COLUMN a DROP NOT NULL;

-- ==== create_t2_validate.down.sql
-- Undo

ALTER TABLE public.t1 DROP CONSTRAINT t1_a_not_null;
ALTER TABLE public.t1
    ADD CONSTRAINT t1_a_not_null CHECK (a IS NOT NULL) NOT VALID;

-- ==== create_t2.down.sql
-- irreversible: the values of x were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the values of x were deleted';
END $$;

