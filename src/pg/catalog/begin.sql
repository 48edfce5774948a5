-- One look at everything, which changes nothing and waits for nobody for long. What decides how
-- PostgreSQL prints an expression is the same on both sides of a comparison. Hash joins only: the
-- statistics of a catalog are seldom up to date, and a nested loop chosen in error is quadratic.
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL search_path = pg_catalog;
SET LOCAL lock_timeout = '5s';
SET LOCAL timezone = 'UTC';
SET LOCAL datestyle = 'ISO, MDY';
SET LOCAL intervalstyle = 'postgres';
SET LOCAL extra_float_digits = 1;
SET LOCAL bytea_output = 'hex';
SET LOCAL quote_all_identifiers = off;
SET LOCAL enable_nestloop = off;
SET LOCAL jit = off;
SET LOCAL max_parallel_workers_per_gather = 0;
-- A limit where the server has none.
SELECT set_config('statement_timeout', '60s', true) WHERE current_setting('statement_timeout') = '0';
