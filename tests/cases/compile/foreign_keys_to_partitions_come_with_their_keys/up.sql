-- ==== refuse_new_rows_in_table_j1_that_do_not_fit.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 5 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '600ms';

ALTER TABLE public.j1
    ADD CONSTRAINT j1_partition CHECK (k IS NOT NULL AND k >= 0 AND k < 10) NOT VALID;

ALTER TABLE public.p
    ADD CONSTRAINT p_pkey PRIMARY KEY (k);

CREATE UNIQUE INDEX u_k_idx ON ONLY public.u (k);

ALTER TABLE public.r
    ADD CONSTRAINT r_k_fkey FOREIGN KEY (k) REFERENCES public.p11 (k) NOT VALID;
ALTER TABLE public.r
    ADD CONSTRAINT r_l_fkey FOREIGN KEY (l) REFERENCES public.p1 (k);

-- ==== refuse_new_rows_in_table_j1_that_do_not_fit_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.j1 VALIDATE CONSTRAINT j1_partition;

ALTER TABLE public.r VALIDATE CONSTRAINT r_k_fkey;

-- ==== refuse_new_rows_in_table_j1_that_do_not_fit_create_j1_pkey.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY j1_pkey ON public.j1 (k);

-- ==== refuse_new_rows_in_table_j1_that_do_not_fit_create_u1_k_idx.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY u1_k_idx ON public.u1 (k);

-- ==== refuse_new_rows_in_table_j1_that_do_not_fit_5.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

ALTER TABLE public.j1
    ADD CONSTRAINT j1_pkey PRIMARY KEY USING INDEX j1_pkey;

ALTER INDEX public.u_k_idx ATTACH PARTITION public.u1_k_idx;

ALTER TABLE public.r
    ADD CONSTRAINT r_m_fkey FOREIGN KEY (m) REFERENCES public.u1 (k) NOT VALID;
ALTER TABLE public.r
    ADD CONSTRAINT r_n_fkey FOREIGN KEY (n) REFERENCES public.j1 (k) NOT VALID;

ALTER TABLE public.j ATTACH PARTITION public.j1 FOR VALUES FROM (0) TO (10);

ALTER TABLE public.j1 DROP CONSTRAINT j1_partition;

-- ==== refuse_new_rows_in_table_j1_that_do_not_fit_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.r VALIDATE CONSTRAINT r_m_fkey;
ALTER TABLE public.r VALIDATE CONSTRAINT r_n_fkey;

