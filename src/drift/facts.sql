-- The server, the role, and where the ledger may be.
SELECT
    current_setting('server_version_num')::int4 AS version,
    m.role,
    current_user::text AS me,
    (
        SELECT string_agg(n.nspname || '.' || c.relname, ', ' ORDER BY n.nspname)
        FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE c.relname = '_sqlx_migrations' AND c.relkind = 'r'
    ) AS ledgers,
    coalesce(
        (
            SELECT bool_or(row_security_active(c.oid))
            FROM pg_class AS c WHERE c.relname = '_sqlx_migrations' AND c.relkind = 'r'
        ),
        false
    ) AS rows_hidden,
    inet_server_addr() IS NULL AS over_socket,
    coalesce((SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user), false)
        AND NOT pg_is_in_recovery()
        AND current_setting('default_transaction_read_only') = 'off' AS may_create,
    -- What a session of the role begins with: its own setting goes before the database's.
    (
        SELECT substr(o.setting, length('search_path=') + 1)
        FROM pg_db_role_setting AS s CROSS JOIN unnest(s.setconfig) AS o (setting)
        WHERE starts_with(o.setting, 'search_path=')
            AND s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
            AND s.setrole IN (0, (SELECT oid FROM pg_roles WHERE rolname = m.role))
        ORDER BY s.setrole <> 0 DESC, s.setdatabase <> 0 DESC
        LIMIT 1
    ) AS search_path
FROM (
    SELECT coalesce(
        (
            SELECT pg_get_userbyid(relowner)::text
            FROM pg_class WHERE relname = '_sqlx_migrations' AND relkind = 'r' ORDER BY relnamespace LIMIT 1
        ),
        current_user::text
    ) AS role
) AS m
