-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.initial_prompt_logs VALIDATE CONSTRAINT initial_prompt_logs_session_id_check;
ALTER TABLE public.initial_prompt_logs VALIDATE CONSTRAINT initial_prompt_logs_payload_check;
ALTER TABLE public.initial_prompt_logs VALIDATE CONSTRAINT initial_prompt_logs_context_data_check;

ALTER TABLE public.error_logs VALIDATE CONSTRAINT error_logs_session_id_check;
ALTER TABLE public.error_logs VALIDATE CONSTRAINT error_logs_error_message_check;
ALTER TABLE public.error_logs VALIDATE CONSTRAINT error_logs_endpoint_check;
ALTER TABLE public.error_logs VALIDATE CONSTRAINT error_logs_request_id_check;
ALTER TABLE public.error_logs VALIDATE CONSTRAINT error_logs_stack_trace_check;
ALTER TABLE public.error_logs VALIDATE CONSTRAINT error_logs_user_agent_check;
ALTER TABLE public.error_logs VALIDATE CONSTRAINT error_logs_details_check;
ALTER TABLE public.error_logs VALIDATE CONSTRAINT error_logs_resolution_notes_check;

ALTER TABLE public.session_logs VALIDATE CONSTRAINT session_logs_session_id_check;
ALTER TABLE public.session_logs VALIDATE CONSTRAINT session_logs_interaction_details_check;
ALTER TABLE public.session_logs VALIDATE CONSTRAINT session_logs_page_context_check;
ALTER TABLE public.session_logs VALIDATE CONSTRAINT session_logs_user_agent_check;
ALTER TABLE public.session_logs VALIDATE CONSTRAINT session_logs_referrer_check;
ALTER TABLE public.session_logs VALIDATE CONSTRAINT session_logs_utm_source_check;
ALTER TABLE public.session_logs VALIDATE CONSTRAINT session_logs_utm_medium_check;
ALTER TABLE public.session_logs VALIDATE CONSTRAINT session_logs_utm_campaign_check;
