-- How many different values columns have; negative is a share of the rows.
SELECT s.schemaname::text, s.tablename::text, s.attname::text,
       CASE WHEN s.n_distinct < 0 THEN -s.n_distinct * greatest(c.reltuples, 1) ELSE s.n_distinct END::float8
FROM pg_stats s
JOIN pg_namespace n ON n.nspname = s.schemaname
JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = s.tablename
WHERE n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema' AND s.n_distinct <> 0
