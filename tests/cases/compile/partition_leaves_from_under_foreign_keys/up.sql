-- ==== create_p.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 7 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '428ms';

ALTER TABLE public.f DETACH PARTITION public.f1;

ALTER TABLE public.f1 DROP CONSTRAINT f1_v_fkey;

ALTER TABLE public.r DROP CONSTRAINT r_k_bar_fkey;

ALTER TABLE public.p DETACH PARTITION public.c;

LOCK TABLE public.p IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.p_moved AS SELECT bar FROM public.p;

DROP TABLE public.p;

ALTER TABLE public.c DROP CONSTRAINT c_k_bar_key;

CREATE TABLE public.p (
    bar text
);

INSERT INTO public.p (bar) OVERRIDING SYSTEM VALUE SELECT bar FROM public.p_moved;
DROP TABLE public.p_moved;

ALTER TABLE public.c DROP COLUMN k;
ALTER TABLE public.c DROP COLUMN bar;

DROP TABLE public.r;
DROP TABLE public.b1;

ALTER TABLE public.f DROP CONSTRAINT f_pkey;
ALTER TABLE public.f ALTER COLUMN id DROP NOT NULL;

ALTER TABLE public.f1 DROP CONSTRAINT f1_pkey;
ALTER TABLE public.f1 ALTER COLUMN id DROP NOT NULL;

DROP TABLE public.b;

