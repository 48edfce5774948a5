-- Schemas, extensions, default privileges. Those of whoever applies the migrations, the owner of the
-- ledger or else the reader, have no `for`.
SELECT
    'schema ' || n.nspname AS object,
    n.nspname::text AS schema,
    pg_get_userbyid(n.nspowner) AS owner,
    array_to_string(n.nspacl::text[], E'\n') AS acl,
    NULL AS "version",
    NULL AS "in schema",
    d.description AS "comment"
FROM pg_namespace AS n
LEFT JOIN pg_description AS d ON d.classoid = 'pg_namespace'::regclass AND d.objoid = n.oid
WHERE n.nspname = ANY ($1)
UNION ALL
SELECT
    'extension ' || e.extname,
    n.nspname::text,
    NULL,
    NULL,
    e.extversion,
    n.nspname::text,
    NULL
FROM pg_extension AS e
JOIN pg_namespace AS n ON n.oid = e.extnamespace
WHERE e.extname <> 'plpgsql'
UNION ALL
SELECT
    'default privileges' || CASE WHEN d.defaclrole <> m.role THEN ' for ' || pg_get_userbyid(d.defaclrole) ELSE '' END
        || coalesce(' in ' || n.nspname, '') || ' on '
        || CASE d.defaclobjtype
            WHEN 'r' THEN 'tables' WHEN 'S' THEN 'sequences' WHEN 'f' THEN 'functions' WHEN 'T' THEN 'types' WHEN 'n' THEN 'schemas'
            ELSE d.defaclobjtype::text
        END,
    n.nspname::text,
    pg_get_userbyid(d.defaclrole),
    array_to_string(d.defaclacl::text[], E'\n'),
    NULL,
    NULL,
    NULL
FROM pg_default_acl AS d
LEFT JOIN pg_namespace AS n ON n.oid = d.defaclnamespace
CROSS JOIN (
    SELECT coalesce(
        (SELECT relowner FROM pg_class WHERE relname = '_sqlx_migrations' AND relkind = 'r' ORDER BY relnamespace LIMIT 1),
        (SELECT oid FROM pg_roles WHERE rolname = current_user)
    ) AS role
) AS m
WHERE d.defaclnamespace = 0 OR n.nspname = ANY ($1)
