-- Functions, procedures and aggregates. `prosqlbody` is of PostgreSQL 14.
SELECT p.*
FROM (SELECT NULL::text AS prosqlbody) AS older, LATERAL (
    SELECT
        p.oid, p.pronamespace AS schema, p.proname AS name, p.prokind AS kind, l.lanname AS language, p.proowner AS owner,
        p.prosecdef AS security_definer, p.proleakproof AS leakproof, p.proisstrict AS strict, p.provolatile AS volatility,
        p.proparallel AS parallel, p.procost AS cost, p.prorows AS rows, p.prosrc AS body, p.probin AS library,
        p.proconfig AS settings, p.proretset AS returns_set, p.protrftypes IS NOT NULL AS transforms,
        p.prosupport <> 0 AS has_support, p.proargmodes AS modes, p.proargnames AS names,
        CASE WHEN prosqlbody IS NOT NULL THEN pg_get_functiondef(p.oid) END AS definition,
        CASE WHEN p.prokind <> 'p' THEN pg_get_function_result(p.oid) END AS returns,
        (
            SELECT jsonb_agg(format_type(a.type, NULL) ORDER BY a.at)
            FROM unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) WITH ORDINALITY AS a(type, at)
        ) AS types,
        CASE WHEN p.pronargdefaults > 0 THEN (
            SELECT jsonb_agg(pg_get_function_arg_default(p.oid, a.at::int) ORDER BY a.at)
            FROM unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) WITH ORDINALITY AS a(type, at)
        ) END AS defaults,
        pg_get_function_identity_arguments(p.oid) AS identity,
        (SELECT jsonb_agg(jsonb_build_array(x.grantee, x.privilege_type, x.is_grantable)) FROM aclexplode(p.proacl) AS x) AS acl
    FROM pg_proc AS p
    JOIN pg_namespace AS n ON n.oid = p.pronamespace
    JOIN pg_language AS l ON l.oid = p.prolang
    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
) AS p
ORDER BY p.schema, p.name, p.identity
