-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY idx_spark_logs_expires_at ON public.spark_logs (expires_at);
