-- ==== drop_constraint_r_r_k_fkey.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 7 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '428ms';

ALTER TABLE public.j DETACH PARTITION public.j1;

ALTER TABLE public.r DROP CONSTRAINT r_k_fkey;
ALTER TABLE public.r DROP CONSTRAINT r_l_fkey;

ALTER TABLE public.p DROP CONSTRAINT p_pkey;

ALTER TABLE public.r DROP CONSTRAINT r_m_fkey;
ALTER TABLE public.r DROP CONSTRAINT r_n_fkey;

ALTER TABLE public.j1 DROP CONSTRAINT j1_pkey;

DROP INDEX public.u_k_idx;

