-- Functions, procedures and aggregates.
SELECT
    CASE p.prokind WHEN 'p' THEN 'procedure ' WHEN 'a' THEN 'aggregate ' ELSE 'function ' END
        || n.nspname || '.' || p.proname || '(' || oidvectortypes(p.proargtypes) || ')' AS object,
    n.nspname::text AS schema,
    pg_get_userbyid(p.proowner) AS owner,
    coalesce(array_to_string(p.proacl::text[], E'\n'), '=X/' || quote_ident(pg_get_userbyid(p.proowner))) AS acl,
    pg_get_function_arguments(p.oid) AS "arguments",
    pg_get_function_result(p.oid) AS "returns",
    l.lanname::text AS "language",
    CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' END AS "volatility",
    CASE WHEN p.prosecdef THEN 'definer' ELSE 'invoker' END AS "security",
    CASE WHEN p.proisstrict THEN 'true' END AS "strict",
    CASE WHEN p.proleakproof THEN 'true' END AS "leakproof",
    CASE WHEN p.prokind = 'w' THEN 'true' END AS "window",
    CASE p.proparallel WHEN 's' THEN 'safe' WHEN 'r' THEN 'restricted' END AS "parallel",
    p.procost::text AS "cost",
    nullif(p.prorows, 0)::text AS "rows",
    nullif(p.prosupport::oid, 0)::regproc::text AS "support",
    CASE WHEN p.proconfig IS NOT NULL THEN (
        SELECT string_agg(s, ', ' ORDER BY s) FROM unnest(p.proconfig) AS s
    ) END AS "settings",
    -- Blanks around a body mean nothing.
    CASE WHEN p.prokind <> 'a' THEN coalesce(pg_get_function_sqlbody(p.oid), btrim(p.prosrc, E' \t\r\n')) END AS "body",
    p.probin AS "library",
    CASE WHEN p.prokind = 'a' THEN format(
        'kind %s, state %s (%s), initially %s, final %s (%s), combine %s, serial %s, deserial %s, '
        'moving state %s (%s), initially %s, forward %s, inverse %s, final %s, sort operator %s',
        a.aggkind, a.aggtransfn, format_type(a.aggtranstype, NULL), a.agginitval, a.aggfinalfn, a.aggfinalmodify,
        a.aggcombinefn, a.aggserialfn, a.aggdeserialfn, a.aggmtransfn, format_type(a.aggmtranstype, NULL),
        a.aggminitval, a.aggmtransfn, a.aggminvtransfn, a.aggmfinalfn, a.aggsortop::regoperator
    ) END AS "aggregate",
    d.description AS "comment"
FROM pg_proc AS p
JOIN pg_namespace AS n ON n.oid = p.pronamespace
JOIN pg_language AS l ON l.oid = p.prolang
LEFT JOIN pg_aggregate AS a ON a.aggfnoid = p.oid
LEFT JOIN pg_description AS d ON d.classoid = 'pg_proc'::regclass AND d.objoid = p.oid
WHERE n.nspname = ANY ($1)
    AND p.oid NOT IN (
        SELECT objid FROM pg_depend
        WHERE refclassid = 'pg_extension'::regclass AND classid = 'pg_proc'::regclass AND deptype = 'e'
    )
    -- A range type's constructors come with it.
    AND NOT EXISTS (
        SELECT FROM pg_depend AS i WHERE i.classid = 'pg_proc'::regclass AND i.objid = p.oid AND i.deptype = 'i'
    )
