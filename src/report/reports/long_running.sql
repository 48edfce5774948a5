SELECT a.pid::bigint AS pid,
       a.usename::text AS role,
       a.application_name AS application,
       a.state AS state,
       extract(epoch FROM now() - a.xact_start)::float8 AS transaction_seconds,
       CASE WHEN a.state = 'active' THEN extract(epoch FROM now() - a.query_start)::float8 END AS query_seconds,
       CASE WHEN a.state LIKE 'idle in transaction%'
            THEN extract(epoch FROM now() - a.state_change)::float8 END AS idle_in_transaction_seconds,
       a.wait_event_type || ': ' || a.wait_event AS waits_for,
       left(regexp_replace(a.query, '\s+', ' ', 'g'), 500) AS query
FROM pg_stat_activity a
WHERE a.datname = current_database() AND a.pid <> pg_backend_pid()
  AND a.backend_type = 'client backend' AND a.xact_start IS NOT NULL
UNION ALL
SELECT NULL, p.owner::text, NULL, 'prepared', extract(epoch FROM now() - p.prepared)::float8, NULL, NULL, NULL,
       'PREPARE TRANSACTION ' || quote_literal(p.gid)
FROM pg_prepared_xacts p
WHERE p.database = current_database()
ORDER BY transaction_seconds DESC NULLS LAST, pid
