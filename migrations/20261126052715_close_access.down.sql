-- Undo

-- 15 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '200ms';

GRANT TRUNCATE, REFERENCES, TRIGGER ON TABLE public.usage_logs TO authenticated;
GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.usage_logs TO anon;

GRANT INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.trust_indicators TO authenticated;
GRANT INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.trust_indicators TO anon;

REVOKE SELECT (
    id, user_id, ticket_id, subject, description, category, priority, status, resolution,
    user_email, user_satisfaction, attachments, created_at, updated_at, resolved_at
), INSERT (
    user_id, subject, description, category, priority, user_email, attachments
), UPDATE (user_satisfaction, attachments) ON TABLE public.support_requests FROM authenticated;
GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.support_requests TO authenticated;
GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.support_requests TO anon;

DROP POLICY support_requests_update ON public.support_requests;
DROP POLICY support_requests_insert ON public.support_requests;
DROP POLICY support_requests_rls ON public.support_requests;
CREATE POLICY support_requests_rls ON public.support_requests FOR ALL TO authenticated
    USING (auth.uid() = user_id);

GRANT INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.spark_cache TO authenticated;
GRANT INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.spark_cache TO anon;

GRANT TRUNCATE, REFERENCES, TRIGGER ON TABLE public.share_logs TO authenticated;
GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.share_logs TO anon;

GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.session_logs_archive TO authenticated;
GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.session_logs_archive TO anon;

GRANT TRUNCATE, REFERENCES, TRIGGER ON TABLE public.session_logs TO authenticated;
GRANT SELECT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.session_logs TO anon;

ALTER TABLE public.session_logs DROP CONSTRAINT session_logs_utm_campaign_check;
ALTER TABLE public.session_logs DROP CONSTRAINT session_logs_utm_medium_check;
ALTER TABLE public.session_logs DROP CONSTRAINT session_logs_utm_source_check;
ALTER TABLE public.session_logs DROP CONSTRAINT session_logs_referrer_check;
ALTER TABLE public.session_logs DROP CONSTRAINT session_logs_user_agent_check;
ALTER TABLE public.session_logs DROP CONSTRAINT session_logs_page_context_check;
ALTER TABLE public.session_logs DROP CONSTRAINT session_logs_interaction_details_check;
ALTER TABLE public.session_logs DROP CONSTRAINT session_logs_session_id_check;

GRANT INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.pricing TO authenticated;
GRANT INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.pricing TO anon;

GRANT INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.payment_logs TO authenticated;
GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.payment_logs TO anon;

DROP POLICY payment_logs_rls ON public.payment_logs;
CREATE POLICY payment_logs_rls ON public.payment_logs FOR ALL TO authenticated
    USING (auth.uid() = user_id);

GRANT TRUNCATE, REFERENCES, TRIGGER ON TABLE public.feedback_logs TO authenticated;
GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.feedback_logs TO anon;

DROP POLICY feedback_logs_rls ON public.feedback_logs;
CREATE POLICY feedback_logs_rls ON public.feedback_logs FOR ALL TO authenticated
    USING (auth.uid() = user_id);

REVOKE SELECT (
    id, user_id, session_id, error_type, error_message, endpoint, request_id, user_agent,
    ip_address, details, resolved, resolution_notes, severity, created_at, resolved_at
), INSERT (
    user_id, session_id, error_type, error_message, endpoint, request_id, stack_trace, user_agent,
    details, severity
) ON TABLE public.error_logs FROM authenticated;
GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.error_logs TO authenticated;
REVOKE INSERT (
    session_id, error_type, error_message, endpoint, request_id, stack_trace, user_agent, details,
    severity
) ON TABLE public.error_logs FROM anon;
GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.error_logs TO anon;

DROP POLICY error_logs_insert_anon ON public.error_logs;
DROP POLICY error_logs_insert ON public.error_logs;
DROP POLICY error_logs_rls ON public.error_logs;
CREATE POLICY error_logs_rls ON public.error_logs FOR ALL TO authenticated
    USING (auth.uid() = user_id);

ALTER TABLE public.error_logs DROP CONSTRAINT error_logs_resolution_notes_check;
ALTER TABLE public.error_logs DROP CONSTRAINT error_logs_details_check;
ALTER TABLE public.error_logs DROP CONSTRAINT error_logs_user_agent_check;
ALTER TABLE public.error_logs DROP CONSTRAINT error_logs_stack_trace_check;
ALTER TABLE public.error_logs DROP CONSTRAINT error_logs_request_id_check;
ALTER TABLE public.error_logs DROP CONSTRAINT error_logs_endpoint_check;
ALTER TABLE public.error_logs DROP CONSTRAINT error_logs_error_message_check;
ALTER TABLE public.error_logs DROP CONSTRAINT error_logs_session_id_check;

GRANT TRUNCATE, REFERENCES, TRIGGER ON TABLE public.comparisons TO authenticated;
GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.comparisons TO anon;

DROP POLICY comparisons_rls ON public.comparisons;
CREATE POLICY comparisons_rls ON public.comparisons FOR ALL TO authenticated
    USING (auth.uid() = user_id);

GRANT TRUNCATE, REFERENCES, TRIGGER ON TABLE public.prompt_logs TO authenticated;
GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.prompt_logs TO anon;

DROP POLICY prompt_logs_rls ON public.prompt_logs;
CREATE POLICY prompt_logs_rls ON public.prompt_logs FOR ALL TO authenticated
    USING (auth.uid() = user_id);

GRANT TRUNCATE, REFERENCES, TRIGGER ON TABLE public.spark_logs TO authenticated;
GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.spark_logs TO anon;

DROP POLICY spark_logs_rls ON public.spark_logs;
CREATE POLICY spark_logs_rls ON public.spark_logs FOR ALL TO authenticated
    USING (auth.uid() = user_id);

GRANT TRUNCATE, REFERENCES, TRIGGER ON TABLE public.initial_prompt_logs TO authenticated;
REVOKE INSERT (
    session_id, payload, business_type, other_type, primary_challenge, preferred_tone, custom_tone,
    desired_outcome, context_data
) ON TABLE public.initial_prompt_logs FROM anon;
GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.initial_prompt_logs TO anon;

DROP POLICY initial_prompt_logs_insert_anon ON public.initial_prompt_logs;

ALTER TABLE public.initial_prompt_logs DROP CONSTRAINT initial_prompt_logs_context_data_check;
ALTER TABLE public.initial_prompt_logs DROP CONSTRAINT initial_prompt_logs_payload_check;
ALTER TABLE public.initial_prompt_logs DROP CONSTRAINT initial_prompt_logs_session_id_check;
