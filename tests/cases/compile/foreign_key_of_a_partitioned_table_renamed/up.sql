-- ==== drop_constraint_p_p_old.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.p DROP CONSTRAINT p_old;
ALTER TABLE public.p
    ADD CONSTRAINT p_new FOREIGN KEY (a) REFERENCES public.q (a);

