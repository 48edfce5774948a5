-- Undo

ALTER TABLE public.usage_logs
    ADD CONSTRAINT usage_logs_created_at_not_null CHECK (created_at IS NOT NULL);

ALTER TABLE public.usage_logs ALTER COLUMN created_at DROP NOT NULL;

ALTER TABLE public.trust_indicators
    ADD CONSTRAINT trust_indicators_created_at_not_null CHECK (created_at IS NOT NULL);

ALTER TABLE public.trust_indicators ALTER COLUMN created_at DROP NOT NULL;

ALTER TABLE public.support_requests
    ADD CONSTRAINT support_requests_created_at_not_null CHECK (created_at IS NOT NULL);

ALTER TABLE public.support_requests ALTER COLUMN created_at DROP NOT NULL;

ALTER TABLE public.spark_cache
    ADD CONSTRAINT spark_cache_created_at_not_null CHECK (created_at IS NOT NULL);

ALTER TABLE public.spark_cache ALTER COLUMN created_at DROP NOT NULL;

ALTER TABLE public.share_logs
    ADD CONSTRAINT share_logs_created_at_not_null CHECK (created_at IS NOT NULL);

ALTER TABLE public.share_logs ALTER COLUMN created_at DROP NOT NULL;

ALTER TABLE public.session_logs
    ADD CONSTRAINT session_logs_created_at_not_null CHECK (created_at IS NOT NULL);

ALTER TABLE public.session_logs ALTER COLUMN created_at DROP NOT NULL;

ALTER TABLE public.pricing
    ADD CONSTRAINT pricing_created_at_not_null CHECK (created_at IS NOT NULL);

ALTER TABLE public.pricing ALTER COLUMN created_at DROP NOT NULL;

ALTER TABLE public.payment_logs
    ADD CONSTRAINT payment_logs_created_at_not_null CHECK (created_at IS NOT NULL);

ALTER TABLE public.payment_logs ALTER COLUMN created_at DROP NOT NULL;

ALTER TABLE public.feedback_logs
    ADD CONSTRAINT feedback_logs_created_at_not_null CHECK (created_at IS NOT NULL);

ALTER TABLE public.feedback_logs ALTER COLUMN created_at DROP NOT NULL;

ALTER TABLE public.error_logs
    ADD CONSTRAINT error_logs_created_at_not_null CHECK (created_at IS NOT NULL);

ALTER TABLE public.error_logs ALTER COLUMN created_at DROP NOT NULL;

ALTER TABLE public.comparisons
    ADD CONSTRAINT comparisons_created_at_not_null CHECK (created_at IS NOT NULL);

ALTER TABLE public.comparisons ALTER COLUMN created_at DROP NOT NULL;

ALTER TABLE public.prompt_logs
    ADD CONSTRAINT prompt_logs_created_at_not_null CHECK (created_at IS NOT NULL);

ALTER TABLE public.prompt_logs ALTER COLUMN created_at DROP NOT NULL;

ALTER TABLE public.spark_logs
    ADD CONSTRAINT spark_logs_created_at_not_null CHECK (created_at IS NOT NULL);

ALTER TABLE public.spark_logs ALTER COLUMN created_at DROP NOT NULL;

ALTER TABLE public.initial_prompt_logs
    ADD CONSTRAINT initial_prompt_logs_created_at_not_null CHECK (created_at IS NOT NULL);

ALTER TABLE public.initial_prompt_logs ALTER COLUMN created_at DROP NOT NULL;
