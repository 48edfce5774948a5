-- ==== create_comes.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 7 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '428ms';

ALTER TABLE public.p DROP CONSTRAINT up_key;

ALTER TABLE public.becomes DROP CONSTRAINT becomes_p_fkey;

ALTER TABLE public.becomes SET UNLOGGED;

ALTER TABLE public.q DROP CONSTRAINT q_p1_fkey;
ALTER TABLE public.q DROP CONSTRAINT q_p;

ALTER TABLE public.p1_1 SET UNLOGGED;

ALTER TABLE public.p
    ADD CONSTRAINT up_key FOREIGN KEY (up) REFERENCES public.p (id);

ALTER TABLE public.becomes
    ADD CONSTRAINT becomes_p_fkey FOREIGN KEY (p) REFERENCES public.p (id);

CREATE TABLE public.comes (
    p integer,
    CONSTRAINT comes_p_fkey FOREIGN KEY (p) REFERENCES public.p (id)
);

ALTER TABLE public.q
    ADD CONSTRAINT q_p1_fkey FOREIGN KEY (p1) REFERENCES public.p1 (id);
ALTER TABLE public.q
    ADD CONSTRAINT q_p FOREIGN KEY (p) REFERENCES public.p (id);

COMMENT ON CONSTRAINT q_p ON public.q IS 'Its p.';

ALTER TABLE public.r DROP CONSTRAINT r_t_fkey;

ALTER TABLE public.r SET LOGGED;

ALTER TABLE public.r
    ADD CONSTRAINT r_t_fkey FOREIGN KEY (t) REFERENCES public.t (id);

