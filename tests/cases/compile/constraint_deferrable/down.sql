-- ==== drop_constraint_t_t_p_fkey_validate.down.sql
-- Nothing is left to undo.

-- ==== drop_constraint_t_t_p_fkey.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT t_p_fkey;
ALTER TABLE public.t
    ADD CONSTRAINT t_p_fkey FOREIGN KEY (p) REFERENCES public.t (id);

