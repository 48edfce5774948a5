-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY idx_initial_prompt_logs_created_at ON public.initial_prompt_logs (created_at);
