-- no-transaction

DROP INDEX CONCURRENTLY public.idx_initial_prompt_logs_created_at;
