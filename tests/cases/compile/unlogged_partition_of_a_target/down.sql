-- ==== create_comes.down.sql
-- Undo

-- 5 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '600ms';

ALTER TABLE public.r DROP CONSTRAINT r_t_fkey;

ALTER TABLE public.r SET UNLOGGED;

ALTER TABLE public.r
    ADD CONSTRAINT r_t_fkey FOREIGN KEY (t) REFERENCES public.t (id);

ALTER TABLE public.q DROP CONSTRAINT q_p;
ALTER TABLE public.q DROP CONSTRAINT q_p1_fkey;

DROP TABLE public.comes;

ALTER TABLE public.becomes DROP CONSTRAINT becomes_p_fkey;

ALTER TABLE public.p DROP CONSTRAINT up_key;

ALTER TABLE public.p1_1 SET LOGGED;

ALTER TABLE public.q
    ADD CONSTRAINT q_p FOREIGN KEY (p) REFERENCES public.p (id);

COMMENT ON CONSTRAINT q_p ON public.q IS 'Its p.';

ALTER TABLE public.q
    ADD CONSTRAINT q_p1_fkey FOREIGN KEY (p1) REFERENCES public.p1 (id);

ALTER TABLE public.becomes SET LOGGED;

ALTER TABLE public.becomes
    ADD CONSTRAINT becomes_p_fkey FOREIGN KEY (p) REFERENCES public.p (id);

ALTER TABLE public.p
    ADD CONSTRAINT up_key FOREIGN KEY (up) REFERENCES public.p (id);

