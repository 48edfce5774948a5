-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

UPDATE public.initial_prompt_logs SET created_at = now() WHERE created_at IS NULL;

ALTER TABLE public.initial_prompt_logs VALIDATE CONSTRAINT initial_prompt_logs_created_at_not_null;

UPDATE public.spark_logs SET created_at = now() WHERE created_at IS NULL;

ALTER TABLE public.spark_logs VALIDATE CONSTRAINT spark_logs_created_at_not_null;

UPDATE public.prompt_logs SET created_at = now() WHERE created_at IS NULL;

ALTER TABLE public.prompt_logs VALIDATE CONSTRAINT prompt_logs_created_at_not_null;

UPDATE public.comparisons SET created_at = now() WHERE created_at IS NULL;

ALTER TABLE public.comparisons VALIDATE CONSTRAINT comparisons_created_at_not_null;

UPDATE public.error_logs SET created_at = now() WHERE created_at IS NULL;

ALTER TABLE public.error_logs VALIDATE CONSTRAINT error_logs_created_at_not_null;

UPDATE public.feedback_logs SET created_at = now() WHERE created_at IS NULL;

ALTER TABLE public.feedback_logs VALIDATE CONSTRAINT feedback_logs_created_at_not_null;

UPDATE public.payment_logs SET created_at = now() WHERE created_at IS NULL;

ALTER TABLE public.payment_logs VALIDATE CONSTRAINT payment_logs_created_at_not_null;

UPDATE public.pricing SET created_at = now() WHERE created_at IS NULL;

ALTER TABLE public.pricing VALIDATE CONSTRAINT pricing_created_at_not_null;

UPDATE public.session_logs SET created_at = now() WHERE created_at IS NULL;

ALTER TABLE public.session_logs VALIDATE CONSTRAINT session_logs_created_at_not_null;

UPDATE public.share_logs SET created_at = now() WHERE created_at IS NULL;

ALTER TABLE public.share_logs VALIDATE CONSTRAINT share_logs_created_at_not_null;

UPDATE public.spark_cache SET created_at = now() WHERE created_at IS NULL;

ALTER TABLE public.spark_cache VALIDATE CONSTRAINT spark_cache_created_at_not_null;

UPDATE public.support_requests SET created_at = now() WHERE created_at IS NULL;

ALTER TABLE public.support_requests VALIDATE CONSTRAINT support_requests_created_at_not_null;

UPDATE public.trust_indicators SET created_at = now() WHERE created_at IS NULL;

ALTER TABLE public.trust_indicators VALIDATE CONSTRAINT trust_indicators_created_at_not_null;

UPDATE public.usage_logs SET created_at = now() WHERE created_at IS NULL;

ALTER TABLE public.usage_logs VALIDATE CONSTRAINT usage_logs_created_at_not_null;
