-- Who holds a lock on one of the tables, and for how long its transaction has been open.
SELECT
    n.nspname::text AS schema,
    c.relname::text AS name,
    l.mode,
    extract(epoch FROM clock_timestamp() - a.xact_start)::float8 AS seconds
FROM unnest($1::text[], $2::text[]) AS wanted (schema, name)
JOIN pg_namespace AS n ON n.nspname = wanted.schema
JOIN pg_class AS c ON c.relnamespace = n.oid AND c.relname = wanted.name
JOIN pg_locks AS l ON l.locktype = 'relation' AND l.relation = c.oid AND l.granted
LEFT JOIN pg_stat_activity AS a ON a.pid = l.pid
WHERE l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND l.pid IS DISTINCT FROM pg_backend_pid()
