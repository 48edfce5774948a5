-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

UPDATE public.spark_logs SET expires_at = now() WHERE expires_at IS NULL;
ALTER TABLE public.spark_logs VALIDATE CONSTRAINT spark_logs_expires_at_not_null;

UPDATE public.spark_cache SET expires_at = now() WHERE expires_at IS NULL;
ALTER TABLE public.spark_cache VALIDATE CONSTRAINT spark_cache_expires_at_not_null;
