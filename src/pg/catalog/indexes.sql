-- Indexes, those of constraints too. Their keys are numbers here and get their names afterwards:
-- pg_get_indexdef would cost more than all the rest.
SELECT
    'index' AS part,
    i.indrelid::int8 AS "of",
    c.relname::text AS name,
    i.indkey::text AS key_columns,
    i.indclass::text AS key_classes,
    i.indcollation::text AS key_collations,
    i.indoption::text AS key_options,
    i.indnkeyatts::int8 AS keys,
    CASE WHEN c.relam <> 403 THEN am.amname::text END AS "method",
    CASE WHEN i.indisunique THEN 'true' END AS "unique",
    CASE WHEN i.indisunique AND NOT i.indisprimary AND i.indnullsnotdistinct THEN 'true' END
        AS "nulls not distinct",
    CASE WHEN NOT i.indimmediate THEN 'true' END AS "deferrable",
    pg_get_expr(i.indexprs, i.indrelid) AS "expressions",
    pg_get_expr(i.indpred, i.indrelid) AS "where",
    CASE WHEN c.reloptions IS NOT NULL THEN (
        SELECT string_agg(o, ', ' ORDER BY o) FROM unnest(c.reloptions) AS o
    ) END AS "with",
    CASE WHEN i.indexprs IS NOT NULL THEN (
        SELECT string_agg(format('%s: %s', a.attnum, a.attstattarget), ', ' ORDER BY a.attnum)
        FROM pg_attribute AS a WHERE a.attrelid = i.indexrelid AND a.attstattarget >= 0
    ) END AS "statistics",
    CASE WHEN NOT (i.indisvalid AND i.indisready AND i.indislive) THEN 'true' END AS "invalid",
    CASE WHEN i.indisclustered THEN 'true' END AS "clustered",
    CASE WHEN i.indisreplident THEN 'true' END AS "replica identity",
    CASE WHEN c.relispartition THEN (
        SELECT string_agg(p.inhparent::regclass::text, ', ') FROM pg_inherits AS p WHERE p.inhrelid = c.oid
    ) END AS "attached to",
    d.description AS "comment"
-- PostgreSQL 14 has no such column: there the name is that of the one beside it.
FROM (SELECT false AS indnullsnotdistinct) AS older
CROSS JOIN LATERAL (
    SELECT
        indrelid, indexrelid, indkey, indclass, indcollation, indoption, indnkeyatts, indisunique, indisprimary,
        indnullsnotdistinct, indimmediate, indexprs, indpred, indisvalid, indisready, indislive, indisclustered,
        indisreplident
    FROM pg_index
) AS i
JOIN pg_class AS c ON c.oid = i.indexrelid
JOIN pg_am AS am ON am.oid = c.relam
LEFT JOIN pg_description AS d
    ON d.classoid = 'pg_class'::regclass AND d.objoid = i.indexrelid AND d.objsubid = 0
WHERE c.relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname = ANY ($1))
