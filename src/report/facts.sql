-- What decides the queries and what they may see.
SELECT current_setting('server_version') AS server_version,
       current_setting('server_version_num')::bigint AS server_version_num,
       current_database()::text AS database,
       current_user::text AS role,
       to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS taken_at,
       (SELECT to_char(stats_reset AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
        FROM pg_stat_database WHERE datname = current_database()) AS stats_reset,
       pg_has_role(current_user, 'pg_read_all_stats', 'USAGE') AS reads_all_stats,
       (SELECT extversion FROM pg_extension WHERE extname = 'pg_stat_statements') AS statements_version,
       (SELECT 'pg_catalog, ' || quote_ident(n.nspname) FROM pg_extension e
        JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_stat_statements') AS statements_path
