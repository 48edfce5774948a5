-- no-transaction

DROP INDEX CONCURRENTLY public.idx_usage_logs_created_at;
