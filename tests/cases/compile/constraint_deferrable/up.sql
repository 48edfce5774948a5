-- ==== drop_constraint_t_t_p_fkey.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t DROP CONSTRAINT t_p_fkey;
ALTER TABLE public.t
    ADD CONSTRAINT t_p_fkey FOREIGN KEY (p) REFERENCES public.t (id) DEFERRABLE INITIALLY DEFERRED NOT VALID;

-- ==== drop_constraint_t_t_p_fkey_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t VALIDATE CONSTRAINT t_p_fkey;

