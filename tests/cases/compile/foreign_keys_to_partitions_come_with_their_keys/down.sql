-- ==== refuse_new_rows_in_table_j1_that_do_not_fit_validate.down.sql
-- Undo

ALTER TABLE public.r DROP CONSTRAINT r_n_fkey;
ALTER TABLE public.r
    ADD CONSTRAINT r_n_fkey FOREIGN KEY (n) REFERENCES public.j1 (k) NOT VALID;
ALTER TABLE public.r DROP CONSTRAINT r_m_fkey;
ALTER TABLE public.r
    ADD CONSTRAINT r_m_fkey FOREIGN KEY (m) REFERENCES public.u1 (k) NOT VALID;

-- ==== refuse_new_rows_in_table_j1_that_do_not_fit_5.down.sql
-- Undo

-- 4 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '750ms';

ALTER TABLE public.j1
    ADD CONSTRAINT j1_partition CHECK (k IS NOT NULL AND k >= 0 AND k < 10) NOT VALID;

ALTER TABLE public.j DETACH PARTITION public.j1;

ALTER TABLE public.r DROP CONSTRAINT r_n_fkey;
ALTER TABLE public.r DROP CONSTRAINT r_m_fkey;

DROP INDEX public.u_k_idx;

CREATE UNIQUE INDEX u_k_idx ON ONLY public.u (k);

ALTER TABLE public.j1 DROP CONSTRAINT j1_pkey;

CREATE UNIQUE INDEX u1_k_idx ON public.u1 (k);

CREATE UNIQUE INDEX j1_pkey ON public.j1 (k);

-- ==== refuse_new_rows_in_table_j1_that_do_not_fit_create_u1_k_idx.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY IF EXISTS public.u1_k_idx;

-- ==== refuse_new_rows_in_table_j1_that_do_not_fit_create_j1_pkey.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.j1_pkey;

-- ==== refuse_new_rows_in_table_j1_that_do_not_fit_validate.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.r DROP CONSTRAINT r_k_fkey;
ALTER TABLE public.r
    ADD CONSTRAINT r_k_fkey FOREIGN KEY (k) REFERENCES public.p11 (k) NOT VALID;

ALTER TABLE public.j1 DROP CONSTRAINT j1_partition;
ALTER TABLE public.j1
    ADD CONSTRAINT j1_partition CHECK (k IS NOT NULL AND k >= 0 AND k < 10) NOT VALID;

-- ==== refuse_new_rows_in_table_j1_that_do_not_fit.down.sql
-- Undo

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

ALTER TABLE public.r DROP CONSTRAINT r_l_fkey;
ALTER TABLE public.r DROP CONSTRAINT r_k_fkey;

DROP INDEX public.u_k_idx;

ALTER TABLE public.p DROP CONSTRAINT p_pkey;

ALTER TABLE public.j1 DROP CONSTRAINT j1_partition;

