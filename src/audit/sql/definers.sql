-- Functions that run with their owner's rights and may be called by others, with the audited tables that
-- the owner may read: pgaudit does not log what they read.
SELECT
    p.oid::regprocedure::text AS function,
    pg_get_userbyid(p.proowner)::text AS owner,
    array_agg(DISTINCT w.relation ORDER BY w.relation) AS tables
FROM pg_proc AS p
JOIN pg_namespace AS n ON n.oid = p.pronamespace
JOIN unnest($1::text[]) AS w (relation) ON has_any_column_privilege(p.proowner, to_regclass(w.relation), 'SELECT')
WHERE p.prosecdef AND p.prorettype <> 'trigger'::regtype
    AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'canai_db_audit', 'canai_db')
    AND NOT EXISTS (
        SELECT FROM pg_depend AS d
        WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
    )
GROUP BY p.oid, p.proowner
ORDER BY 1
