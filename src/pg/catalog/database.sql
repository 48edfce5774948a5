-- Schemas, extensions, default privileges.
SELECT
    'schema ' || n.nspname AS object,
    jsonb_strip_nulls(jsonb_build_object(
        'grants', (
            SELECT string_agg(g, '; ' ORDER BY g) FROM (
                SELECT format(
                    '%s: %s', CASE WHEN x.grantee = 0 THEN 'public' ELSE x.grantee::regrole::text END, x.privilege_type
                ) AS g
                FROM aclexplode(n.nspacl) AS x WHERE x.grantee <> n.nspowner
            ) AS grants
        ),
        'comment', obj_description(n.oid, 'pg_namespace')
    )) AS facts
FROM pg_namespace AS n
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
UNION ALL
SELECT
    'extension ' || e.extname,
    jsonb_strip_nulls(jsonb_build_object('version', e.extversion, 'schema', e.extnamespace::regnamespace::text))
FROM pg_extension AS e
WHERE e.extname <> 'plpgsql'
UNION ALL
SELECT
    format('default privileges of %s%s on %s', d.defaclrole::regrole, coalesce(' in ' || n.nspname, ''), d.defaclobjtype),
    jsonb_build_object('grants', d.defaclacl::text)
FROM pg_default_acl AS d
LEFT JOIN pg_namespace AS n ON n.oid = d.defaclnamespace
