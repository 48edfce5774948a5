-- Undo

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

ALTER TABLE public.session_logs DROP CONSTRAINT session_logs_utm_campaign_check;
ALTER TABLE public.session_logs
    ADD CONSTRAINT session_logs_utm_campaign_check CHECK (char_length(utm_campaign) <= 200) NOT VALID;
ALTER TABLE public.session_logs DROP CONSTRAINT session_logs_utm_medium_check;
ALTER TABLE public.session_logs
    ADD CONSTRAINT session_logs_utm_medium_check CHECK (char_length(utm_medium) <= 200) NOT VALID;
ALTER TABLE public.session_logs DROP CONSTRAINT session_logs_utm_source_check;
ALTER TABLE public.session_logs
    ADD CONSTRAINT session_logs_utm_source_check CHECK (char_length(utm_source) <= 200) NOT VALID;
ALTER TABLE public.session_logs DROP CONSTRAINT session_logs_referrer_check;
ALTER TABLE public.session_logs
    ADD CONSTRAINT session_logs_referrer_check CHECK (char_length(referrer) <= 2000) NOT VALID;
ALTER TABLE public.session_logs DROP CONSTRAINT session_logs_user_agent_check;
ALTER TABLE public.session_logs
    ADD CONSTRAINT session_logs_user_agent_check CHECK (char_length(user_agent) <= 1000) NOT VALID;
ALTER TABLE public.session_logs DROP CONSTRAINT session_logs_page_context_check;
ALTER TABLE public.session_logs
    ADD CONSTRAINT session_logs_page_context_check CHECK (char_length(page_context) <= 200) NOT VALID;
ALTER TABLE public.session_logs DROP CONSTRAINT session_logs_interaction_details_check;
ALTER TABLE public.session_logs
    ADD CONSTRAINT session_logs_interaction_details_check CHECK (pg_column_size(interaction_details) < 8192) NOT VALID;
ALTER TABLE public.session_logs DROP CONSTRAINT session_logs_session_id_check;
ALTER TABLE public.session_logs
    ADD CONSTRAINT session_logs_session_id_check CHECK (char_length(session_id) <= 200) NOT VALID;

ALTER TABLE public.error_logs DROP CONSTRAINT error_logs_resolution_notes_check;
ALTER TABLE public.error_logs
    ADD CONSTRAINT error_logs_resolution_notes_check CHECK (char_length(resolution_notes) <= 4000) NOT VALID;
ALTER TABLE public.error_logs DROP CONSTRAINT error_logs_details_check;
ALTER TABLE public.error_logs
    ADD CONSTRAINT error_logs_details_check CHECK (pg_column_size(details) < 8192) NOT VALID;
ALTER TABLE public.error_logs DROP CONSTRAINT error_logs_user_agent_check;
ALTER TABLE public.error_logs
    ADD CONSTRAINT error_logs_user_agent_check CHECK (char_length(user_agent) <= 1000) NOT VALID;
ALTER TABLE public.error_logs DROP CONSTRAINT error_logs_stack_trace_check;
ALTER TABLE public.error_logs
    ADD CONSTRAINT error_logs_stack_trace_check CHECK (char_length(stack_trace) <= 20000) NOT VALID;
ALTER TABLE public.error_logs DROP CONSTRAINT error_logs_request_id_check;
ALTER TABLE public.error_logs
    ADD CONSTRAINT error_logs_request_id_check CHECK (char_length(request_id) <= 200) NOT VALID;
ALTER TABLE public.error_logs DROP CONSTRAINT error_logs_endpoint_check;
ALTER TABLE public.error_logs
    ADD CONSTRAINT error_logs_endpoint_check CHECK (char_length(endpoint) <= 500) NOT VALID;
ALTER TABLE public.error_logs DROP CONSTRAINT error_logs_error_message_check;
ALTER TABLE public.error_logs
    ADD CONSTRAINT error_logs_error_message_check CHECK (char_length(error_message) <= 4000) NOT VALID;
ALTER TABLE public.error_logs DROP CONSTRAINT error_logs_session_id_check;
ALTER TABLE public.error_logs
    ADD CONSTRAINT error_logs_session_id_check CHECK (char_length(session_id) <= 200) NOT VALID;

ALTER TABLE public.initial_prompt_logs DROP CONSTRAINT initial_prompt_logs_context_data_check;
ALTER TABLE public.initial_prompt_logs
    ADD CONSTRAINT initial_prompt_logs_context_data_check CHECK (pg_column_size(context_data) < 8192) NOT VALID;
ALTER TABLE public.initial_prompt_logs DROP CONSTRAINT initial_prompt_logs_payload_check;
ALTER TABLE public.initial_prompt_logs
    ADD CONSTRAINT initial_prompt_logs_payload_check CHECK (pg_column_size(payload) < 16384) NOT VALID;
ALTER TABLE public.initial_prompt_logs DROP CONSTRAINT initial_prompt_logs_session_id_check;
ALTER TABLE public.initial_prompt_logs
    ADD CONSTRAINT initial_prompt_logs_session_id_check CHECK (char_length(session_id) <= 200) NOT VALID;
