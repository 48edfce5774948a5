-- What of pgaudit is set, as far as this role may see it.
SELECT
    current_setting('pgaudit.log', true) IS NOT NULL AS loaded,
    EXISTS (SELECT FROM pg_extension WHERE extname = 'pgaudit') AS installed,
    (SELECT setting FROM pg_settings WHERE name = 'shared_preload_libraries') AS preloaded,
    current_setting('pgaudit.role', true) AS role,
    current_setting('pgaudit.log_parameter', true) = 'on' AS logs_parameters,
    current_setting('pgaudit.log_rows', true) = 'on' AS logs_rows,
    current_database()::text AS database,
    (
        SELECT array_agg(r.rolname::text ORDER BY r.rolname)
        FROM pg_db_role_setting AS s JOIN pg_roles AS r ON r.oid = s.setrole
        CROSS JOIN LATERAL unnest(s.setconfig) AS c
        WHERE (s.setdatabase = 0 OR s.setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database()))
            AND c LIKE 'pgaudit.role=%' AND c <> 'pgaudit.role=' || $1
    ) AS others
