-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY idx_feedback_logs_created_at ON public.feedback_logs (created_at);
