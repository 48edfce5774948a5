-- no-transaction

DROP INDEX CONCURRENTLY public.idx_spark_logs_expires_at;
