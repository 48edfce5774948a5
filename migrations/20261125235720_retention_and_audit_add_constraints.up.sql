-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.spark_logs
    ADD CONSTRAINT spark_logs_expires_at_not_null CHECK (expires_at IS NOT NULL) NOT VALID;

ALTER TABLE public.spark_cache
    ADD CONSTRAINT spark_cache_expires_at_not_null CHECK (expires_at IS NOT NULL) NOT VALID;
