-- What took the most time, by role. Those that are hidden from this role have no number.
SELECT s.queryid::text AS id,
       r.rolname::text AS role,
       sum(s.calls)::bigint AS calls,
       sum(s.total_exec_time)::float8 AS total_ms,
       min(s.query) AS query
FROM pg_stat_statements s
JOIN pg_roles r ON r.oid = s.userid
WHERE s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND s.queryid IS NOT NULL AND s.query IS NOT NULL
GROUP BY s.queryid, r.rolname
ORDER BY total_ms DESC, id
LIMIT 500
