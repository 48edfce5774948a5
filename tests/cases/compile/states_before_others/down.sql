-- ==== create_d_9.down.sql
-- Undo

ALTER TABLE public.t ALTER COLUMN a SET NOT NULL;

-- ==== create_d_drop_i.down.sql
-- no-transaction

CREATE UNIQUE INDEX CONCURRENTLY i ON public.t (a);

-- ==== create_d_validate.down.sql
-- Undo

ALTER TABLE public.r DROP CONSTRAINT r_b_fkey;
ALTER TABLE public.r
    ADD CONSTRAINT r_b_fkey FOREIGN KEY (b) REFERENCES public.t (b) NOT VALID;

-- ==== create_d_6.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.r DROP CONSTRAINT r_b_fkey;

ALTER TABLE public.t REPLICA IDENTITY USING INDEX i;

ALTER TABLE public.t DROP CONSTRAINT t_b_key;
ALTER TABLE public.t DROP CONSTRAINT pk2;

CREATE UNIQUE INDEX t_b_key ON public.t (b);
CREATE UNIQUE INDEX pk2 ON public.t (c);

-- ==== create_d_create_j.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.j;

-- ==== create_d_create_t_b_key.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.t_b_key;

-- ==== create_d_create_pk2.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.pk2;

-- ==== create_d_validate.down.sql
-- Undo

ALTER TABLE public.k DROP CONSTRAINT positive;
ALTER TABLE public.k
    ADD CONSTRAINT positive CHECK (a > 0) NOT VALID;

-- ==== create_d.down.sql
-- irreversible: a column cannot become generated again

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: a column cannot become generated again';
END $$;

