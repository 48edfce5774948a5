-- ==== create_n_validate.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.s DROP CONSTRAINT s_to_a;
ALTER TABLE public.s
    ADD CONSTRAINT s_to_a FOREIGN KEY (a) REFERENCES public.t (a) NOT VALID;

ALTER TABLE public.r DROP CONSTRAINT r_b_fkey;
ALTER TABLE public.r
    ADD CONSTRAINT r_b_fkey FOREIGN KEY (b) REFERENCES public.t (id) NOT VALID;
ALTER TABLE public.r DROP CONSTRAINT r_a_fkey;
ALTER TABLE public.r
    ADD CONSTRAINT r_a_fkey FOREIGN KEY (a) REFERENCES public.t (a) NOT VALID;

-- ==== create_n_5.down.sql
-- Undo

-- 4 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '750ms';

ALTER TABLE public.s DROP CONSTRAINT s_to_a;

ALTER TABLE public.r DROP CONSTRAINT r_b_fkey;
ALTER TABLE public.r DROP CONSTRAINT r_a_fkey;

ALTER TABLE public.n DROP CONSTRAINT n_a_fkey;

ALTER TABLE public.t
    ADD CONSTRAINT t_b_key UNIQUE (b);
ALTER TABLE public.t
    ADD CONSTRAINT u UNIQUE (a);

DROP INDEX public.ta;

ALTER TABLE public.r
    ADD CONSTRAINT r_a_fkey FOREIGN KEY (a) REFERENCES public.t (a);

ALTER TABLE public.s
    ADD CONSTRAINT s_to_a FOREIGN KEY (a) REFERENCES public.t (a);

ALTER TABLE public.t DROP CONSTRAINT t_pkey;
ALTER TABLE public.t
    ADD CONSTRAINT t_pkey PRIMARY KEY (id);

DROP INDEX public.ti;

ALTER TABLE public.r
    ADD CONSTRAINT r_b_fkey FOREIGN KEY (b) REFERENCES public.t (id);

CREATE UNIQUE INDEX ta ON public.t (a);
CREATE UNIQUE INDEX t_pkey_new ON public.t (b);
CREATE UNIQUE INDEX ti ON public.t (id);

-- ==== create_n_create_ti.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.ti;

-- ==== create_n_create_ta.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.ta;

-- ==== create_n_create_t_pkey_new.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.t_pkey_new;

-- ==== create_n.down.sql
-- Undo

DROP TABLE public.n;

