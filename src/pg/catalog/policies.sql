-- Row security policies and triggers.
SELECT
    'policy ' || p.polrelid::regclass || '.' || p.polname AS object,
    jsonb_strip_nulls(jsonb_build_object(
        'permissive', p.polpermissive,
        'command', p.polcmd,
        'roles', (
            SELECT string_agg(CASE WHEN r = 0 THEN 'public' ELSE r::regrole::text END, ', ' ORDER BY r::regrole::text)
            FROM unnest(p.polroles) AS r
        ),
        'using', pg_get_expr(p.polqual, p.polrelid),
        'with check', pg_get_expr(p.polwithcheck, p.polrelid),
        'comment', obj_description(p.oid, 'pg_policy')
    )) AS facts
FROM pg_policy AS p
UNION ALL
SELECT
    'trigger ' || t.tgrelid::regclass || '.' || t.tgname,
    jsonb_strip_nulls(jsonb_build_object(
        'definition', pg_get_triggerdef(t.oid),
        'enabled', t.tgenabled,
        'comment', obj_description(t.oid, 'pg_trigger')
    ))
FROM pg_trigger AS t
WHERE NOT t.tgisinternal
