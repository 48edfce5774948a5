-- ==== drop_constraint_t_t_pkey.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t DROP CONSTRAINT t_pkey;
ALTER TABLE public.t DROP CONSTRAINT t_bc;
ALTER TABLE public.t DROP CONSTRAINT t_c_check;
ALTER TABLE public.t DROP CONSTRAINT t_ab;
ALTER TABLE public.t DROP CONSTRAINT t_r;
ALTER TABLE public.t DROP CONSTRAINT t_self;
ALTER TABLE public.t DROP CONSTRAINT t_a_key;

