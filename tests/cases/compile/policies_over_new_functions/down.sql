-- ==== create_2_tables.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

DROP POLICY of_some_team ON public.notes;
DROP POLICY of_own_team ON public.notes;

DROP TABLE public.notes;

DROP POLICY own_team ON public.teams;

DROP ROUTINE public.is_member(IN integer);
DROP TABLE public.teams;

