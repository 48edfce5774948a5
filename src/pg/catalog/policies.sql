-- Row security policies, triggers and rules.
SELECT
    'policy' AS part,
    p.polrelid::int8 AS "of",
    p.polname::text AS name,
    CASE WHEN p.polpermissive THEN 'permissive' ELSE 'restrictive' END AS "kind",
    CASE p.polcmd WHEN 'r' THEN 'select' WHEN 'a' THEN 'insert' WHEN 'w' THEN 'update' WHEN 'd' THEN 'delete' ELSE 'all' END
        AS "command",
    CASE WHEN p.polroles = '{0}' THEN 'public' ELSE (
        SELECT string_agg(CASE WHEN r = 0 THEN 'public' ELSE pg_get_userbyid(r) END, ', ' ORDER BY pg_get_userbyid(r))
        FROM unnest(p.polroles) AS r
    ) END AS "roles",
    pg_get_expr(p.polqual, p.polrelid) AS "using",
    pg_get_expr(p.polwithcheck, p.polrelid) AS "with check",
    NULL AS "definition",
    NULL AS "enabled",
    d.description AS "comment"
FROM pg_policy AS p
JOIN pg_class AS c ON c.oid = p.polrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_description AS d ON d.classoid = 'pg_policy'::regclass AND d.objoid = p.oid
WHERE n.nspname = ANY ($1)
UNION ALL
SELECT
    'trigger',
    t.tgrelid::int8,
    t.tgname::text,
    NULL, NULL, NULL, NULL, NULL,
    pg_get_triggerdef(t.oid),
    CASE t.tgenabled WHEN 'O' THEN 'yes' WHEN 'D' THEN 'no' WHEN 'R' THEN 'replica' ELSE 'always' END,
    d.description
FROM pg_trigger AS t
JOIN pg_class AS c ON c.oid = t.tgrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_description AS d ON d.classoid = 'pg_trigger'::regclass AND d.objoid = t.oid
WHERE NOT t.tgisinternal
    AND n.nspname = ANY ($1)
UNION ALL
SELECT
    'rule',
    r.ev_class::int8,
    r.rulename::text,
    NULL, NULL, NULL, NULL, NULL,
    pg_get_ruledef(r.oid),
    CASE r.ev_enabled WHEN 'O' THEN 'yes' WHEN 'D' THEN 'no' WHEN 'R' THEN 'replica' ELSE 'always' END,
    d.description
FROM pg_rewrite AS r
JOIN pg_class AS c ON c.oid = r.ev_class
JOIN pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_description AS d ON d.classoid = 'pg_rewrite'::regclass AND d.objoid = r.oid
WHERE r.rulename <> '_RETURN'
    AND n.nspname = ANY ($1)
