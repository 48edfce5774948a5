-- Constraints of tables and domains. Keys, and foreign keys to tables that are read as well, are numbers here and
-- get their names afterwards: pg_get_constraintdef looks each of them up.
SELECT
    'constraint' AS part,
    CASE WHEN k.conrelid <> 0 THEN k.conrelid::int8 ELSE -k.contypid::int8 END AS "of",
    k.conname::text AS name,
    CASE
        -- PostgreSQL 18 has more to tell of them, and ON DELETE SET NULL may name columns.
        WHEN (k.contype IN ('p', 'u') OR r.oid IS NOT NULL AND k.confdeltype NOT IN ('n', 'd'))
            AND current_setting('server_version_num')::int < 180000 THEN NULL
        -- Without NOT VALID, which is told by itself.
        WHEN k.convalidated THEN pg_get_constraintdef(k.oid)
        ELSE replace(pg_get_constraintdef(k.oid), ' NOT VALID', '')
    END AS "definition",
    k.contype::text AS key_kind,
    k.conkey AS key_numbers,
    k.confrelid::int8 AS referred,
    k.confkey AS referred_numbers,
    concat(
        CASE WHEN k.confmatchtype = 'f' THEN ' MATCH FULL' END,
        CASE k.confupdtype
            WHEN 'r' THEN ' ON UPDATE RESTRICT' WHEN 'c' THEN ' ON UPDATE CASCADE'
            WHEN 'n' THEN ' ON UPDATE SET NULL' WHEN 'd' THEN ' ON UPDATE SET DEFAULT'
        END,
        CASE k.confdeltype WHEN 'r' THEN ' ON DELETE RESTRICT' WHEN 'c' THEN ' ON DELETE CASCADE' END,
        CASE WHEN k.condeferrable THEN ' DEFERRABLE' END,
        CASE WHEN k.condeferred THEN ' INITIALLY DEFERRED' END
    ) AS key_options,
    -- A table that comes to its parent empty has proved what the parent has not, and is none the worse for it;
    -- so has the part of a foreign key that is about such a partition.
    CASE WHEN NOT k.convalidated AND (k.contype <> 'c' OR k.conislocal) AND k.conparentid = 0 THEN 'true' END AS "not valid",
    -- Of a foreign key whose triggers were disabled.
    g.enabled AS "triggers",
    d.description AS "comment"
FROM pg_constraint AS k
LEFT JOIN pg_class AS r
    ON r.oid = k.confrelid AND r.relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname = ANY ($1))
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
