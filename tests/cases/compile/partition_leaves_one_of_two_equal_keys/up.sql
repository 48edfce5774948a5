-- ==== drop_constraint_p1_p1_a_b_key.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.p DETACH PARTITION public.p1;

ALTER TABLE public.p1 DROP CONSTRAINT p1_a_b_key;

