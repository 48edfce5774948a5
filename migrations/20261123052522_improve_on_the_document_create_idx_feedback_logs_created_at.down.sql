-- no-transaction

DROP INDEX CONCURRENTLY public.idx_feedback_logs_created_at;
