-- Undo

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

GRANT UPDATE, DELETE ON TABLE public.usage_logs TO authenticated;

DROP POLICY usage_logs_insert_own ON public.usage_logs;
DROP POLICY usage_logs_rls ON public.usage_logs;
CREATE POLICY usage_logs_rls ON public.usage_logs FOR ALL TO authenticated
    USING (auth.uid() = user_id);

GRANT UPDATE, DELETE ON TABLE public.share_logs TO authenticated;

DROP POLICY share_logs_insert_own ON public.share_logs;
DROP POLICY share_logs_rls ON public.share_logs;
CREATE POLICY share_logs_rls ON public.share_logs FOR ALL TO authenticated
    USING (auth.uid() = user_id);

GRANT UPDATE, DELETE ON TABLE public.session_logs TO authenticated;

DROP POLICY session_logs_insert_own ON public.session_logs;
DROP POLICY session_logs_rls ON public.session_logs;
CREATE POLICY session_logs_rls ON public.session_logs FOR ALL TO authenticated
    USING (auth.uid() = user_id);
