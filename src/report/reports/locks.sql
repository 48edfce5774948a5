SELECT l.relation::regclass::text AS relation,
       l.mode AS mode,
       count(*) FILTER (WHERE l.granted)::bigint AS granted_count,
       count(*) FILTER (WHERE NOT l.granted)::bigint AS waiting_count,
       max(extract(epoch FROM now() - a.xact_start))::float8 AS oldest_seconds,
       string_agg(DISTINCT l.pid::text, ' ') AS pids
FROM pg_locks l
LEFT JOIN pg_stat_activity a ON a.pid = l.pid
JOIN pg_class c ON c.oid = l.relation
WHERE l.locktype = 'relation' AND l.pid IS DISTINCT FROM pg_backend_pid()
  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND c.relnamespace <> 'pg_catalog'::regnamespace
GROUP BY l.relation, l.mode
ORDER BY waiting_count DESC, oldest_seconds DESC NULLS LAST, relation, mode
