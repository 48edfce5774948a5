-- The server, the role, and where the ledger may be.
SELECT
    current_setting('server_version_num')::int4 AS version,
    coalesce(
        (
            SELECT pg_get_userbyid(relowner)::text
            FROM pg_class WHERE relname = '_sqlx_migrations' AND relkind = 'r' ORDER BY relnamespace LIMIT 1
        ),
        current_user::text
    ) AS role,
    current_user::text AS me,
    (
        SELECT string_agg(n.nspname || '.' || c.relname, ', ' ORDER BY n.nspname)
        FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE c.relname = '_sqlx_migrations' AND c.relkind = 'r'
    ) AS ledgers,
    inet_server_addr() IS NULL AS over_socket,
    coalesce((SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user), false) AS may_create
