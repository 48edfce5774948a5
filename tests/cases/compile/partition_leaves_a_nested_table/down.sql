-- ==== drop_constraint_p11_p11_pkey_6.down.sql
-- Undo

ALTER TABLE public.p12
    ADD CONSTRAINT p12_partition CHECK (a IS NOT NULL AND a IN (2)) NOT VALID;

ALTER TABLE public.p1 DETACH PARTITION public.p12;

ALTER TABLE public.p12 DROP CONSTRAINT p12_pkey;

CREATE UNIQUE INDEX p12_pkey ON public.p12 (a);

-- ==== drop_constraint_p11_p11_pkey_create_p12_b_idx.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.p12_b_idx;

-- ==== drop_constraint_p11_p11_pkey_create_p12_pkey.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.p12_pkey;

-- ==== drop_constraint_p11_p11_pkey_drop_p11_b_idx.down.sql
-- no-transaction

CREATE INDEX CONCURRENTLY p11_b_idx ON public.p11 (b);

-- ==== drop_constraint_p11_p11_pkey_validate.down.sql
-- Undo

ALTER TABLE public.p12 DROP CONSTRAINT p12_partition;
ALTER TABLE public.p12
    ADD CONSTRAINT p12_partition CHECK (a IS NOT NULL AND a IN (2)) NOT VALID;
ALTER TABLE public.p12 DROP CONSTRAINT p_a_fkey;
ALTER TABLE public.p12
    ADD CONSTRAINT p_a_fkey FOREIGN KEY (a) REFERENCES public.q (id) NOT VALID;
ALTER TABLE public.p12 DROP CONSTRAINT p_b_check;
ALTER TABLE public.p12
    ADD CONSTRAINT p_b_check CHECK (b > 0) NOT VALID;

-- ==== drop_constraint_p11_p11_pkey.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.p12 DROP CONSTRAINT p12_partition;
ALTER TABLE public.p12 DROP CONSTRAINT p_a_fkey;
ALTER TABLE public.p12 DROP CONSTRAINT p_b_check;

ALTER TABLE public.p11
    ADD CONSTRAINT p_a_fkey FOREIGN KEY (a) REFERENCES public.q (id);
ALTER TABLE public.p11
    ADD CONSTRAINT p_b_check CHECK (b > 0);
ALTER TABLE public.p11
    ADD CONSTRAINT p11_pkey PRIMARY KEY (a);

ALTER TABLE public.p1 ATTACH PARTITION public.p11 FOR VALUES IN (1);

