-- ==== set_constraint_a_k1_aside_as_k1_old.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.a RENAME CONSTRAINT k1 TO k1_old;

ALTER INDEX public.k3 RENAME TO k1;
ALTER TABLE public.b RENAME CONSTRAINT k2 TO k3;

ALTER TABLE public.a RENAME CONSTRAINT k1_old TO k2;

ALTER INDEX public.i RENAME TO i_old;

ALTER INDEX public.j RENAME TO i;

ALTER INDEX public.i_old RENAME TO j;

