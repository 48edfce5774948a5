-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 9 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '333ms';

ALTER TABLE public.initial_prompt_logs
    ADD CONSTRAINT initial_prompt_logs_session_id_check CHECK (char_length(session_id) <= 200) NOT VALID;
ALTER TABLE public.initial_prompt_logs
    ADD CONSTRAINT initial_prompt_logs_payload_check CHECK (pg_column_size(payload) < 16384) NOT VALID;
ALTER TABLE public.initial_prompt_logs
    ADD CONSTRAINT initial_prompt_logs_context_data_check CHECK (pg_column_size(context_data) < 8192) NOT VALID;

CREATE POLICY initial_prompt_logs_insert_anon ON public.initial_prompt_logs FOR INSERT TO anon
    WITH CHECK (user_id is null);

REVOKE SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.initial_prompt_logs FROM anon;
GRANT INSERT (
    session_id, payload, business_type, other_type, primary_challenge, preferred_tone, custom_tone,
    desired_outcome, context_data
) ON TABLE public.initial_prompt_logs TO anon;
REVOKE TRUNCATE, REFERENCES, TRIGGER ON TABLE public.initial_prompt_logs FROM authenticated;

DROP POLICY spark_logs_rls ON public.spark_logs;
CREATE POLICY spark_logs_rls ON public.spark_logs FOR ALL TO authenticated
    USING (auth.uid() = user_id)
    WITH CHECK (auth.uid() = user_id and (initial_prompt_id is null or exists (select from public.initial_prompt_logs p where p.id = spark_logs.initial_prompt_id)));

REVOKE SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.spark_logs FROM anon;
REVOKE TRUNCATE, REFERENCES, TRIGGER ON TABLE public.spark_logs FROM authenticated;

DROP POLICY prompt_logs_rls ON public.prompt_logs;
CREATE POLICY prompt_logs_rls ON public.prompt_logs FOR ALL TO authenticated
    USING (auth.uid() = user_id)
    WITH CHECK (auth.uid() = user_id and (spark_log_id is null or exists (select from public.spark_logs p where p.id = prompt_logs.spark_log_id)));

REVOKE SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.prompt_logs FROM anon;
REVOKE TRUNCATE, REFERENCES, TRIGGER ON TABLE public.prompt_logs FROM authenticated;

DROP POLICY comparisons_rls ON public.comparisons;
CREATE POLICY comparisons_rls ON public.comparisons FOR ALL TO authenticated
    USING (auth.uid() = user_id)
    WITH CHECK (auth.uid() = user_id and (prompt_log_id is null or exists (select from public.prompt_logs p where p.id = comparisons.prompt_log_id)));

REVOKE SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.comparisons FROM anon;
REVOKE TRUNCATE, REFERENCES, TRIGGER ON TABLE public.comparisons FROM authenticated;

ALTER TABLE public.error_logs
    ADD CONSTRAINT error_logs_session_id_check CHECK (char_length(session_id) <= 200) NOT VALID;
ALTER TABLE public.error_logs
    ADD CONSTRAINT error_logs_error_message_check CHECK (char_length(error_message) <= 4000) NOT VALID;
ALTER TABLE public.error_logs
    ADD CONSTRAINT error_logs_endpoint_check CHECK (char_length(endpoint) <= 500) NOT VALID;
ALTER TABLE public.error_logs
    ADD CONSTRAINT error_logs_request_id_check CHECK (char_length(request_id) <= 200) NOT VALID;
ALTER TABLE public.error_logs
    ADD CONSTRAINT error_logs_stack_trace_check CHECK (char_length(stack_trace) <= 20000) NOT VALID;
ALTER TABLE public.error_logs
    ADD CONSTRAINT error_logs_user_agent_check CHECK (char_length(user_agent) <= 1000) NOT VALID;
ALTER TABLE public.error_logs
    ADD CONSTRAINT error_logs_details_check CHECK (pg_column_size(details) < 8192) NOT VALID;
ALTER TABLE public.error_logs
    ADD CONSTRAINT error_logs_resolution_notes_check CHECK (char_length(resolution_notes) <= 4000) NOT VALID;

DROP POLICY error_logs_rls ON public.error_logs;
CREATE POLICY error_logs_rls ON public.error_logs FOR SELECT TO authenticated
    USING (auth.uid() = user_id);
CREATE POLICY error_logs_insert ON public.error_logs FOR INSERT TO authenticated
    WITH CHECK (auth.uid() = user_id);
CREATE POLICY error_logs_insert_anon ON public.error_logs FOR INSERT TO anon
    WITH CHECK (user_id is null);

REVOKE SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.error_logs FROM anon;
GRANT INSERT (
    session_id, error_type, error_message, endpoint, request_id, stack_trace, user_agent, details,
    severity
) ON TABLE public.error_logs TO anon;
REVOKE SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.error_logs FROM authenticated;
GRANT SELECT (
    id, user_id, session_id, error_type, error_message, endpoint, request_id, user_agent,
    ip_address, details, resolved, resolution_notes, severity, created_at, resolved_at
), INSERT (
    user_id, session_id, error_type, error_message, endpoint, request_id, stack_trace, user_agent,
    details, severity
) ON TABLE public.error_logs TO authenticated;

DROP POLICY feedback_logs_rls ON public.feedback_logs;
CREATE POLICY feedback_logs_rls ON public.feedback_logs FOR ALL TO authenticated
    USING (auth.uid() = user_id)
    WITH CHECK (auth.uid() = user_id and (comparison_id is null or exists (select from public.comparisons p where p.id = feedback_logs.comparison_id)));

REVOKE SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.feedback_logs FROM anon;
REVOKE TRUNCATE, REFERENCES, TRIGGER ON TABLE public.feedback_logs FROM authenticated;

DROP POLICY payment_logs_rls ON public.payment_logs;
CREATE POLICY payment_logs_rls ON public.payment_logs FOR SELECT TO authenticated
    USING (auth.uid() = user_id);

REVOKE SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.payment_logs FROM anon;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.payment_logs FROM authenticated;

REVOKE INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.pricing FROM anon;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.pricing FROM authenticated;

ALTER TABLE public.session_logs
    ADD CONSTRAINT session_logs_session_id_check CHECK (char_length(session_id) <= 200) NOT VALID;
ALTER TABLE public.session_logs
    ADD CONSTRAINT session_logs_interaction_details_check CHECK (pg_column_size(interaction_details) < 8192) NOT VALID;
ALTER TABLE public.session_logs
    ADD CONSTRAINT session_logs_page_context_check CHECK (char_length(page_context) <= 200) NOT VALID;
ALTER TABLE public.session_logs
    ADD CONSTRAINT session_logs_user_agent_check CHECK (char_length(user_agent) <= 1000) NOT VALID;
ALTER TABLE public.session_logs
    ADD CONSTRAINT session_logs_referrer_check CHECK (char_length(referrer) <= 2000) NOT VALID;
ALTER TABLE public.session_logs
    ADD CONSTRAINT session_logs_utm_source_check CHECK (char_length(utm_source) <= 200) NOT VALID;
ALTER TABLE public.session_logs
    ADD CONSTRAINT session_logs_utm_medium_check CHECK (char_length(utm_medium) <= 200) NOT VALID;
ALTER TABLE public.session_logs
    ADD CONSTRAINT session_logs_utm_campaign_check CHECK (char_length(utm_campaign) <= 200) NOT VALID;

REVOKE SELECT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.session_logs FROM anon;
REVOKE TRUNCATE, REFERENCES, TRIGGER ON TABLE public.session_logs FROM authenticated;

REVOKE SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.session_logs_archive FROM anon;
REVOKE SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.session_logs_archive FROM authenticated;

REVOKE SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.share_logs FROM anon;
REVOKE TRUNCATE, REFERENCES, TRIGGER ON TABLE public.share_logs FROM authenticated;

REVOKE INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.spark_cache FROM anon;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.spark_cache FROM authenticated;

DROP POLICY support_requests_rls ON public.support_requests;
CREATE POLICY support_requests_rls ON public.support_requests FOR SELECT TO authenticated
    USING (auth.uid() = user_id);
CREATE POLICY support_requests_insert ON public.support_requests FOR INSERT TO authenticated
    WITH CHECK (auth.uid() = user_id);
CREATE POLICY support_requests_update ON public.support_requests FOR UPDATE TO authenticated
    USING (auth.uid() = user_id)
    WITH CHECK (auth.uid() = user_id);

REVOKE SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.support_requests FROM anon;
REVOKE SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.support_requests FROM authenticated;
GRANT SELECT (
    id, user_id, ticket_id, subject, description, category, priority, status, resolution,
    user_email, user_satisfaction, attachments, created_at, updated_at, resolved_at
), INSERT (
    user_id, subject, description, category, priority, user_email, attachments
), UPDATE (user_satisfaction, attachments) ON TABLE public.support_requests TO authenticated;

REVOKE INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.trust_indicators FROM anon;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.trust_indicators FROM authenticated;

REVOKE SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.usage_logs FROM anon;
REVOKE TRUNCATE, REFERENCES, TRIGGER ON TABLE public.usage_logs FROM authenticated;
