-- The age of the oldest transaction of this database that we may know of.
SELECT max(extract(epoch FROM clock_timestamp() - xact_start))::float8 AS seconds
FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
