SELECT a.usename::text AS role,
       count(*)::bigint AS connection_count,
       count(*) FILTER (WHERE a.state = 'active')::bigint AS active_count,
       count(*) FILTER (WHERE a.state = 'idle')::bigint AS idle_count,
       count(*) FILTER (WHERE a.state LIKE 'idle in transaction%')::bigint AS idle_in_transaction_count,
       max(CASE WHEN a.state LIKE 'idle in transaction%' THEN extract(epoch FROM now() - a.state_change) END)::float8
           AS idle_in_transaction_seconds,
       max(m.limit_count)::bigint AS limit_count,
       count(*)::float8 / max(m.limit_count) AS used_ratio,
       string_agg(DISTINCT nullif(a.application_name, ''), ', ') AS applications
FROM pg_stat_activity a
LEFT JOIN pg_roles r ON r.rolname = a.usename
CROSS JOIN LATERAL (SELECT CASE
           WHEN r.rolsuper THEN current_setting('max_connections')::bigint
           WHEN r.rolconnlimit >= 0 THEN least(r.rolconnlimit, f.free_count)
           ELSE f.free_count END AS limit_count
    FROM (SELECT current_setting('max_connections')::bigint
                 - current_setting('superuser_reserved_connections')::bigint AS free_count) f) m
WHERE a.backend_type = 'client backend'
GROUP BY a.usename
ORDER BY connection_count DESC, role
