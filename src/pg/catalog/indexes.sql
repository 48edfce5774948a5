-- Indexes, those of constraints too.
SELECT
    'index ' || n.nspname || '.' || c.relname AS object,
    jsonb_strip_nulls(jsonb_build_object(
        'definition', pg_get_indexdef(i.indexrelid),
        'invalid', CASE WHEN NOT i.indisvalid THEN true END,
        'clustered', CASE WHEN i.indisclustered THEN true END,
        'replica identity', CASE WHEN i.indisreplident THEN true END,
        'comment', obj_description(c.oid, 'pg_class')
    )) AS facts
FROM pg_index AS i
JOIN pg_class AS c ON c.oid = i.indexrelid
JOIN pg_class AS t ON t.oid = i.indrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    AND t.relname NOT IN ('_sqlx_migrations', '_canai_db_started', '_canai_db_seeds')
    AND NOT EXISTS (
        SELECT FROM pg_depend AS e
        WHERE e.classid = 'pg_class'::regclass AND e.objid = t.oid AND e.deptype = 'e'
    )
