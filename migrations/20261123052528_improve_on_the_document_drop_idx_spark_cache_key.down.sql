-- no-transaction

CREATE INDEX CONCURRENTLY idx_spark_cache_key ON public.spark_cache (cache_key);
