-- ==== set_constraint_a_k1_aside_as_k1_old.down.sql
-- Undo

-- 4 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '750ms';

ALTER INDEX public.j RENAME TO i_old;

ALTER INDEX public.i RENAME TO j;

ALTER INDEX public.i_old RENAME TO i;

ALTER TABLE public.a RENAME CONSTRAINT k2 TO k1_old;

ALTER TABLE public.b RENAME CONSTRAINT k3 TO k2;
ALTER INDEX public.k1 RENAME TO k3;

ALTER TABLE public.a RENAME CONSTRAINT k1_old TO k1;

