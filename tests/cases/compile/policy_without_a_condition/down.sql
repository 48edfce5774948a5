-- ==== create_policy_t_all.down.sql
-- Undo

DROP POLICY new ON public.t;
DROP POLICY "all" ON public.t;

