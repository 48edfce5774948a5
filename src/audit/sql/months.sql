-- This month and the coming ones: what their partitions are called, from when to when they reach, whether
-- they are there, and whether entries of the month stand in the default partition.
SELECT
    to_char(m.start, '"audit_log_"YYYY_MM') AS name,
    to_char(m.start, 'YYYY-MM-DD HH24:MI:SS"+00"') AS starts,
    to_char(m.start + interval '1 month', 'YYYY-MM-DD HH24:MI:SS"+00"') AS ends,
    EXISTS (
        SELECT FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE n.nspname = 'canai_db' AND c.relname = to_char(m.start, '"audit_log_"YYYY_MM')
    ) AS there,
    EXISTS (
        SELECT FROM canai_db_audit.log_default AS d
        WHERE d.logged_at >= m.start AT TIME ZONE 'UTC'
            AND d.logged_at < (m.start + interval '1 month') AT TIME ZONE 'UTC'
    ) AS begun
FROM (
    SELECT date_trunc('month', now() AT TIME ZONE 'UTC') + i * interval '1 month' AS start
    FROM generate_series(0, $1::int) AS i
) AS m
ORDER BY m.start
