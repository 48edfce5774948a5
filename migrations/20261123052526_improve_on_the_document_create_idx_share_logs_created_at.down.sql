-- no-transaction

DROP INDEX CONCURRENTLY public.idx_share_logs_created_at;
