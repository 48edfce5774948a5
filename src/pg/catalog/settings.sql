-- What decides how PostgreSQL prints an expression is the same on both sides of a comparison. Hash joins
-- only: the statistics of a catalog are seldom up to date, and a nested loop chosen in error is quadratic.
SET LOCAL search_path = pg_catalog;
SET LOCAL timezone = 'UTC';
SET LOCAL datestyle = 'ISO, MDY';
SET LOCAL intervalstyle = 'postgres';
SET LOCAL extra_float_digits = 1;
SET LOCAL bytea_output = 'hex';
SET LOCAL quote_all_identifiers = off;
SET LOCAL standard_conforming_strings = on;
SET LOCAL enable_nestloop = off;
SET LOCAL jit = off;
SET LOCAL max_parallel_workers_per_gather = 0;
