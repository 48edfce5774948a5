-- Undo

ALTER TABLE public.spark_cache DROP CONSTRAINT spark_cache_expires_at_not_null;
ALTER TABLE public.spark_cache
    ADD CONSTRAINT spark_cache_expires_at_not_null CHECK (expires_at IS NOT NULL) NOT VALID;

ALTER TABLE public.spark_logs DROP CONSTRAINT spark_logs_expires_at_not_null;
ALTER TABLE public.spark_logs
    ADD CONSTRAINT spark_logs_expires_at_not_null CHECK (expires_at IS NOT NULL) NOT VALID;
