-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

DROP POLICY session_logs_rls ON public.session_logs;
CREATE POLICY session_logs_rls ON public.session_logs FOR SELECT TO authenticated
    USING (auth.uid() = user_id);
CREATE POLICY session_logs_insert_own ON public.session_logs FOR INSERT TO authenticated
    WITH CHECK (auth.uid() = user_id);

REVOKE UPDATE, DELETE ON TABLE public.session_logs FROM authenticated;

DROP POLICY share_logs_rls ON public.share_logs;
CREATE POLICY share_logs_rls ON public.share_logs FOR SELECT TO authenticated
    USING (auth.uid() = user_id);
CREATE POLICY share_logs_insert_own ON public.share_logs FOR INSERT TO authenticated
    WITH CHECK (auth.uid() = user_id);

REVOKE UPDATE, DELETE ON TABLE public.share_logs FROM authenticated;

DROP POLICY usage_logs_rls ON public.usage_logs;
CREATE POLICY usage_logs_rls ON public.usage_logs FOR SELECT TO authenticated
    USING (auth.uid() = user_id);
CREATE POLICY usage_logs_insert_own ON public.usage_logs FOR INSERT TO authenticated
    WITH CHECK (auth.uid() = user_id);

REVOKE UPDATE, DELETE ON TABLE public.usage_logs FROM authenticated;
