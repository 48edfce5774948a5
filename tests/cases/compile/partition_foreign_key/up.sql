-- ==== add_constraint_a_a_id_fkey.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.a
    ADD CONSTRAINT a_id_fkey FOREIGN KEY (id) REFERENCES public.b (id);

