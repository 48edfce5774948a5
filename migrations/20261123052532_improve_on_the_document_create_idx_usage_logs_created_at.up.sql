-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY idx_usage_logs_created_at ON public.usage_logs (created_at);
