-- ==== add_constraint_a_a_id_fkey.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.a
    ADD CONSTRAINT a_id_fkey FOREIGN KEY (id) REFERENCES public.b (id);

