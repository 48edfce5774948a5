-- ==== drop_constraint_r_r_k_fkey.down.sql
-- Undo

-- 4 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '750ms';

CREATE UNIQUE INDEX u_k_idx ON public.u (k);

ALTER TABLE public.j1
    ADD CONSTRAINT j1_pkey PRIMARY KEY (k);

ALTER TABLE public.r
    ADD CONSTRAINT r_n_fkey FOREIGN KEY (n) REFERENCES public.j1 (k);
ALTER TABLE public.r
    ADD CONSTRAINT r_m_fkey FOREIGN KEY (m) REFERENCES public.u1 (k);

ALTER TABLE public.p
    ADD CONSTRAINT p_pkey PRIMARY KEY (k);

ALTER TABLE public.r
    ADD CONSTRAINT r_l_fkey FOREIGN KEY (l) REFERENCES public.p1 (k);
ALTER TABLE public.r
    ADD CONSTRAINT r_k_fkey FOREIGN KEY (k) REFERENCES public.p11 (k);

ALTER TABLE public.j ATTACH PARTITION public.j1 FOR VALUES FROM (0) TO (10);

