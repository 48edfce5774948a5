-- ==== create_2_tables.down.sql
-- Undo

DROP POLICY of_some_team ON public.notes;
DROP POLICY of_own_team ON public.notes;

DROP TABLE public.notes;

DROP POLICY own_team ON public.teams;

DROP ROUTINE public.is_member(integer);
DROP TABLE public.teams;

