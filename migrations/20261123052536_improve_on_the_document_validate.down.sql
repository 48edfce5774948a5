-- Undo

ALTER TABLE public.usage_logs DROP CONSTRAINT usage_logs_created_at_not_null;

ALTER TABLE public.usage_logs
    ADD CONSTRAINT usage_logs_created_at_not_null CHECK (created_at IS NOT NULL) NOT VALID;

ALTER TABLE public.trust_indicators DROP CONSTRAINT trust_indicators_created_at_not_null;

ALTER TABLE public.trust_indicators
    ADD CONSTRAINT trust_indicators_created_at_not_null CHECK (created_at IS NOT NULL) NOT VALID;

ALTER TABLE public.support_requests DROP CONSTRAINT support_requests_created_at_not_null;

ALTER TABLE public.support_requests
    ADD CONSTRAINT support_requests_created_at_not_null CHECK (created_at IS NOT NULL) NOT VALID;

ALTER TABLE public.spark_cache DROP CONSTRAINT spark_cache_created_at_not_null;

ALTER TABLE public.spark_cache
    ADD CONSTRAINT spark_cache_created_at_not_null CHECK (created_at IS NOT NULL) NOT VALID;

ALTER TABLE public.share_logs DROP CONSTRAINT share_logs_created_at_not_null;

ALTER TABLE public.share_logs
    ADD CONSTRAINT share_logs_created_at_not_null CHECK (created_at IS NOT NULL) NOT VALID;

ALTER TABLE public.session_logs DROP CONSTRAINT session_logs_created_at_not_null;

ALTER TABLE public.session_logs
    ADD CONSTRAINT session_logs_created_at_not_null CHECK (created_at IS NOT NULL) NOT VALID;

ALTER TABLE public.pricing DROP CONSTRAINT pricing_created_at_not_null;

ALTER TABLE public.pricing
    ADD CONSTRAINT pricing_created_at_not_null CHECK (created_at IS NOT NULL) NOT VALID;

ALTER TABLE public.payment_logs DROP CONSTRAINT payment_logs_created_at_not_null;

ALTER TABLE public.payment_logs
    ADD CONSTRAINT payment_logs_created_at_not_null CHECK (created_at IS NOT NULL) NOT VALID;

ALTER TABLE public.feedback_logs DROP CONSTRAINT feedback_logs_created_at_not_null;

ALTER TABLE public.feedback_logs
    ADD CONSTRAINT feedback_logs_created_at_not_null CHECK (created_at IS NOT NULL) NOT VALID;

ALTER TABLE public.error_logs DROP CONSTRAINT error_logs_created_at_not_null;

ALTER TABLE public.error_logs
    ADD CONSTRAINT error_logs_created_at_not_null CHECK (created_at IS NOT NULL) NOT VALID;

ALTER TABLE public.comparisons DROP CONSTRAINT comparisons_created_at_not_null;

ALTER TABLE public.comparisons
    ADD CONSTRAINT comparisons_created_at_not_null CHECK (created_at IS NOT NULL) NOT VALID;

ALTER TABLE public.prompt_logs DROP CONSTRAINT prompt_logs_created_at_not_null;

ALTER TABLE public.prompt_logs
    ADD CONSTRAINT prompt_logs_created_at_not_null CHECK (created_at IS NOT NULL) NOT VALID;

ALTER TABLE public.spark_logs DROP CONSTRAINT spark_logs_created_at_not_null;

ALTER TABLE public.spark_logs
    ADD CONSTRAINT spark_logs_created_at_not_null CHECK (created_at IS NOT NULL) NOT VALID;

ALTER TABLE public.initial_prompt_logs DROP CONSTRAINT initial_prompt_logs_created_at_not_null;

ALTER TABLE public.initial_prompt_logs
    ADD CONSTRAINT initial_prompt_logs_created_at_not_null CHECK (created_at IS NOT NULL) NOT VALID;
