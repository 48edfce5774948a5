SELECT a.pid::bigint AS blocked_pid,
       a.usename::text AS blocked_role,
       b.pid::bigint AS blocking_pid,
       o.usename::text AS blocking_role,
       o.state AS blocking_state,
       extract(epoch FROM now() - coalesce(a.state_change, a.query_start))::float8 AS waited_seconds,
       extract(epoch FROM now() - o.xact_start)::float8 AS blocking_seconds,
       w.mode AS wanted_mode,
       CASE WHEN w.relation IS NOT NULL THEN w.relation::regclass::text END AS relation,
       b.pid = 0 OR cardinality(pg_blocking_pids(b.pid)) = 0 AS is_root,
       left(regexp_replace(a.query, '\s+', ' ', 'g'), 500) AS blocked_query,
       left(regexp_replace(o.query, '\s+', ' ', 'g'), 500) AS blocking_query
FROM pg_stat_activity a
CROSS JOIN LATERAL (SELECT DISTINCT unnest(pg_blocking_pids(a.pid)) AS pid) b
LEFT JOIN pg_stat_activity o ON o.pid = b.pid
LEFT JOIN LATERAL (SELECT l.* FROM pg_locks l WHERE l.pid = a.pid AND NOT l.granted LIMIT 1) w ON true
WHERE a.pid <> pg_backend_pid() AND a.datname = current_database() AND a.wait_event_type = 'Lock'
ORDER BY waited_seconds DESC NULLS LAST, blocked_pid, blocking_pid
