-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 14 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '214ms';

ALTER TABLE public.initial_prompt_logs ALTER COLUMN created_at SET NOT NULL;
ALTER TABLE public.initial_prompt_logs DROP CONSTRAINT initial_prompt_logs_created_at_not_null;
ALTER TABLE public.spark_logs ALTER COLUMN created_at SET NOT NULL;
ALTER TABLE public.spark_logs DROP CONSTRAINT spark_logs_created_at_not_null;
ALTER TABLE public.prompt_logs ALTER COLUMN created_at SET NOT NULL;
ALTER TABLE public.prompt_logs DROP CONSTRAINT prompt_logs_created_at_not_null;
ALTER TABLE public.comparisons ALTER COLUMN created_at SET NOT NULL;
ALTER TABLE public.comparisons DROP CONSTRAINT comparisons_created_at_not_null;
ALTER TABLE public.error_logs ALTER COLUMN created_at SET NOT NULL;
ALTER TABLE public.error_logs DROP CONSTRAINT error_logs_created_at_not_null;
ALTER TABLE public.feedback_logs ALTER COLUMN created_at SET NOT NULL;
ALTER TABLE public.feedback_logs DROP CONSTRAINT feedback_logs_created_at_not_null;
ALTER TABLE public.payment_logs ALTER COLUMN created_at SET NOT NULL;
ALTER TABLE public.payment_logs DROP CONSTRAINT payment_logs_created_at_not_null;
ALTER TABLE public.pricing ALTER COLUMN created_at SET NOT NULL;
ALTER TABLE public.pricing DROP CONSTRAINT pricing_created_at_not_null;
ALTER TABLE public.session_logs ALTER COLUMN created_at SET NOT NULL;
ALTER TABLE public.session_logs DROP CONSTRAINT session_logs_created_at_not_null;
ALTER TABLE public.share_logs ALTER COLUMN created_at SET NOT NULL;
ALTER TABLE public.share_logs DROP CONSTRAINT share_logs_created_at_not_null;
ALTER TABLE public.spark_cache ALTER COLUMN created_at SET NOT NULL;
ALTER TABLE public.spark_cache DROP CONSTRAINT spark_cache_created_at_not_null;
ALTER TABLE public.support_requests ALTER COLUMN created_at SET NOT NULL;
ALTER TABLE public.support_requests DROP CONSTRAINT support_requests_created_at_not_null;
ALTER TABLE public.trust_indicators ALTER COLUMN created_at SET NOT NULL;
ALTER TABLE public.trust_indicators DROP CONSTRAINT trust_indicators_created_at_not_null;
ALTER TABLE public.usage_logs ALTER COLUMN created_at SET NOT NULL;
ALTER TABLE public.usage_logs DROP CONSTRAINT usage_logs_created_at_not_null;
