-- Undo

ALTER TABLE public.spark_cache DROP CONSTRAINT spark_cache_expires_at_not_null;

ALTER TABLE public.spark_logs DROP CONSTRAINT spark_logs_expires_at_not_null;
