-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 14 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '214ms';

ALTER TABLE public.initial_prompt_logs
    ADD CONSTRAINT initial_prompt_logs_created_at_not_null CHECK (created_at IS NOT NULL) NOT VALID;
ALTER TABLE public.spark_logs
    ADD CONSTRAINT spark_logs_created_at_not_null CHECK (created_at IS NOT NULL) NOT VALID;
ALTER TABLE public.prompt_logs
    ADD CONSTRAINT prompt_logs_created_at_not_null CHECK (created_at IS NOT NULL) NOT VALID;
ALTER TABLE public.comparisons
    ADD CONSTRAINT comparisons_created_at_not_null CHECK (created_at IS NOT NULL) NOT VALID;
ALTER TABLE public.error_logs
    ADD CONSTRAINT error_logs_created_at_not_null CHECK (created_at IS NOT NULL) NOT VALID;
ALTER TABLE public.feedback_logs
    ADD CONSTRAINT feedback_logs_created_at_not_null CHECK (created_at IS NOT NULL) NOT VALID;
ALTER TABLE public.payment_logs
    ADD CONSTRAINT payment_logs_created_at_not_null CHECK (created_at IS NOT NULL) NOT VALID;
ALTER TABLE public.pricing
    ADD CONSTRAINT pricing_created_at_not_null CHECK (created_at IS NOT NULL) NOT VALID;
ALTER TABLE public.session_logs
    ADD CONSTRAINT session_logs_created_at_not_null CHECK (created_at IS NOT NULL) NOT VALID;
ALTER TABLE public.share_logs
    ADD CONSTRAINT share_logs_created_at_not_null CHECK (created_at IS NOT NULL) NOT VALID;
ALTER TABLE public.spark_cache
    ADD CONSTRAINT spark_cache_created_at_not_null CHECK (created_at IS NOT NULL) NOT VALID;
ALTER TABLE public.support_requests
    ADD CONSTRAINT support_requests_created_at_not_null CHECK (created_at IS NOT NULL) NOT VALID;
ALTER TABLE public.trust_indicators
    ADD CONSTRAINT trust_indicators_created_at_not_null CHECK (created_at IS NOT NULL) NOT VALID;
ALTER TABLE public.usage_logs
    ADD CONSTRAINT usage_logs_created_at_not_null CHECK (created_at IS NOT NULL) NOT VALID;
