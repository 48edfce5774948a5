-- Constraints of tables and domains.
SELECT
    'constraint' AS part,
    CASE WHEN k.conrelid <> 0 THEN k.conrelid::int8 ELSE -k.contypid::int8 END AS "of",
    k.conname::text AS name,
    -- Without NOT VALID, which is told by itself.
    CASE WHEN k.convalidated THEN pg_get_constraintdef(k.oid) ELSE replace(pg_get_constraintdef(k.oid), ' NOT VALID', '') END AS "definition",
    CASE WHEN NOT k.convalidated THEN 'true' END AS "not valid",
    -- Of a foreign key whose triggers were disabled.
    g.enabled AS "triggers",
    d.description AS "comment"
FROM pg_constraint AS k
LEFT JOIN (
    SELECT
        tgconstraint,
        string_agg(DISTINCT CASE tgenabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'on replicas' ELSE 'always' END, ', ') AS enabled
    FROM pg_trigger WHERE tgisinternal AND tgconstraint <> 0 AND tgenabled <> 'O'
    GROUP BY tgconstraint
) AS g ON g.tgconstraint = k.oid
LEFT JOIN pg_description AS d ON d.classoid = 'pg_constraint'::regclass AND d.objoid = k.oid
-- NOT NULL stands with its column; from PostgreSQL 18 it is a constraint as well.
WHERE k.contype IN ('c', 'f', 'p', 'u', 'x')
    AND k.connamespace IN (SELECT oid FROM pg_namespace WHERE nspname = ANY ($1))
