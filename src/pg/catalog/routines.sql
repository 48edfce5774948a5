-- Functions and procedures.
SELECT
    'function ' || p.oid::regprocedure AS object,
    jsonb_strip_nulls(jsonb_build_object(
        'definition', pg_get_functiondef(p.oid),
        'grants', (
            SELECT string_agg(g, '; ' ORDER BY g) FROM (
                SELECT format(
                    '%s: %s', CASE WHEN x.grantee = 0 THEN 'public' ELSE x.grantee::regrole::text END, x.privilege_type
                ) AS g
                FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS x WHERE x.grantee <> p.proowner
            ) AS grants
        ),
        'comment', obj_description(p.oid, 'pg_proc')
    )) AS facts
FROM pg_proc AS p
JOIN pg_namespace AS n ON n.oid = p.pronamespace
WHERE p.prokind IN ('f', 'p')
    AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    AND NOT EXISTS (
        SELECT FROM pg_depend AS e
        WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid AND e.deptype = 'e'
    )
