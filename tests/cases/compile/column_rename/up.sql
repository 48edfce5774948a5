-- ==== rename_column_t_old_to_new.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t RENAME COLUMN old TO new;
ALTER TABLE public.t RENAME COLUMN ref TO ref2;
ALTER TABLE public.t RENAME CONSTRAINT t_old_key TO t_new_key;
ALTER TABLE public.t RENAME CONSTRAINT t_old_check TO t_new_check;
ALTER TABLE public.t RENAME CONSTRAINT t_ref_fkey TO t_ref2_fkey;

