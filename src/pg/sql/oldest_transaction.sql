-- The age of the oldest transaction of this database that we may know of, and whether there are others.
SELECT max(extract(epoch FROM clock_timestamp() - a.xact_start))::float8 AS seconds,
       coalesce(bool_or(a.xact_start IS NULL AND l.pid IS NOT NULL), false) AS hidden,
       pg_is_in_recovery() AS standby
FROM pg_stat_activity AS a
LEFT JOIN pg_locks AS l ON l.pid = a.pid AND l.locktype = 'virtualxid' AND l.granted
WHERE a.datname = current_database() AND a.pid <> pg_backend_pid()
    -- Of others' sessions a role sees the pid alone.
    AND coalesce(a.backend_type, 'client backend') = 'client backend'
