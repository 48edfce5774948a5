-- Undo

ALTER TABLE public.spark_cache
    ADD CONSTRAINT spark_cache_expires_at_not_null CHECK (expires_at IS NOT NULL);
ALTER TABLE public.spark_cache ALTER COLUMN expires_at DROP NOT NULL;

ALTER TABLE public.spark_logs
    ADD CONSTRAINT spark_logs_expires_at_not_null CHECK (expires_at IS NOT NULL);
ALTER TABLE public.spark_logs ALTER COLUMN expires_at DROP NOT NULL;
