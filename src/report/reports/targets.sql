-- The targets with their numbers were told by a setting. The userid of an entry is the role that SET ROLE gave.
WITH counted AS MATERIALIZED (
    SELECT s.queryid::text AS id, r.rolname::text AS role, s.calls, s.total_exec_time, s.max_exec_time
    FROM pg_stat_statements s
    JOIN pg_roles r ON r.oid = s.userid
    WHERE s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND s.toplevel
)
SELECT t.name AS target,
       t.role,
       t.class,
       t.limit_ms,
       sum(c.calls)::bigint AS call_count,
       sum(c.total_exec_time)::float8 / nullif(sum(c.calls), 0)::float8 AS mean_ms,
       max(c.max_exec_time)::float8 AS max_ms,
       sum(c.total_exec_time)::float8 / nullif(sum(c.calls), 0)::float8 / nullif(t.limit_ms, 0) AS limit_ratio,
       CASE WHEN t.skipped IS NOT NULL THEN t.skipped
            WHEN count(c.id) = 0 THEN 'it did not run as ' || t.role || ' since the statistics were reset'
       END AS skipped
FROM jsonb_to_recordset(current_setting('canai_db.targets')::jsonb)
    AS t(name text, role text, class text, limit_ms float8, ids jsonb, skipped text)
LEFT JOIN counted c ON c.role = t.role AND t.ids ? c.id
GROUP BY t.name, t.role, t.class, t.limit_ms, t.skipped
ORDER BY limit_ratio DESC NULLS LAST, target
