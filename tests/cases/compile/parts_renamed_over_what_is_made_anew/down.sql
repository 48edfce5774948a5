-- ==== rename_index_a_identity_v1_to_a_identity_10.down.sql
-- Undo

COMMENT ON INDEX public.a_m IS NULL;

ALTER TABLE public.a SET WITHOUT CLUSTER;

ALTER TABLE public.a DROP CONSTRAINT a_g;

CREATE UNIQUE INDEX a_g ON public.a (g);

-- ==== rename_index_a_identity_v1_to_a_identity_create_a_m.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.a_m;

-- ==== rename_index_a_identity_v1_to_a_identity_create_a_clustered.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.a_clustered;

-- ==== rename_index_a_identity_v1_to_a_identity_create_a_g.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.a_g;

-- ==== rename_index_a_identity_v1_to_a_identity_validate.down.sql
-- Undo

ALTER TABLE public.a DROP CONSTRAINT a_check;
ALTER TABLE public.a
    ADD CONSTRAINT a_check CHECK (m <> 'ok'::public.mood or id > 0) NOT VALID;

-- ==== rename_index_a_identity_v1_to_a_identity_5.down.sql
-- irreversible: rows of enum mood may hold values that the old type does not know

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: rows of enum mood may hold values that the old type does not know';
END $$;

-- ==== rename_index_a_identity_v1_to_a_identity_drop_a_m_v1.down.sql
-- no-transaction

CREATE INDEX CONCURRENTLY a_m_v1 ON public.a (id)
    WHERE m = 'ok'::public.mood;

-- ==== rename_index_a_identity_v1_to_a_identity_drop_a_clustered_v1.down.sql
-- no-transaction

CREATE INDEX CONCURRENTLY a_clustered_v1 ON public.a (g);

-- ==== rename_index_a_identity_v1_to_a_identity_validate.down.sql
-- Undo

ALTER TABLE public.c DROP CONSTRAINT c_b;
ALTER TABLE public.c
    ADD CONSTRAINT c_b FOREIGN KEY (b) REFERENCES public.b (id) NOT VALID;

-- ==== rename_index_a_identity_v1_to_a_identity.down.sql
-- Undo

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

ALTER TABLE public.c DROP CONSTRAINT c_b;
ALTER TABLE public.c ALTER COLUMN b TYPE integer USING b::integer;

ALTER TABLE public.b ALTER COLUMN id TYPE integer USING id::integer;

ALTER TABLE public.c
    ADD CONSTRAINT c_b_v1 FOREIGN KEY (b) REFERENCES public.b (id);

COMMENT ON INDEX public.a_m_v1 IS 'kept';

ALTER TABLE public.a CLUSTER ON a_clustered_v1;

ALTER INDEX public.a_identity RENAME TO a_identity_v1;

