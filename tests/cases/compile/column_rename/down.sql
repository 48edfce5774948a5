-- ==== rename_column_t_old_to_new.down.sql
-- Undo

ALTER TABLE public.t RENAME CONSTRAINT t_ref2_fkey TO t_ref_fkey;
ALTER TABLE public.t RENAME CONSTRAINT t_new_check TO t_old_check;
ALTER TABLE public.t RENAME CONSTRAINT t_new_key TO t_old_key;
ALTER TABLE public.t RENAME COLUMN ref2 TO ref;
ALTER TABLE public.t RENAME COLUMN new TO old;

