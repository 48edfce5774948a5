-- Constraints of tables and domains.
SELECT
    'constraint ' || coalesce(k.conrelid::regclass::text, k.contypid::regtype::text) || '.' || k.conname AS object,
    jsonb_strip_nulls(jsonb_build_object(
        'definition', pg_get_constraintdef(k.oid),
        'not valid', CASE WHEN NOT k.convalidated THEN true END,
        'comment', obj_description(k.oid, 'pg_constraint')
    )) AS facts
FROM pg_constraint AS k
JOIN pg_namespace AS n ON n.oid = k.connamespace
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    -- NOT NULL stands with its column; from PostgreSQL 18 it is a constraint as well.
    AND k.contype IN ('c', 'f', 'p', 'u', 'x')
    AND k.conrelid NOT IN (SELECT oid FROM pg_class WHERE relname IN ('_sqlx_migrations', '_canai_db_started', '_canai_db_seeds'))
    AND NOT EXISTS (
        SELECT FROM pg_depend AS e
        WHERE e.deptype = 'e'
            AND (e.classid, e.objid) IN (('pg_class'::regclass, k.conrelid), ('pg_type'::regclass, k.contypid))
    )
