-- Indexes, with every key as a row of JSON. `indnullsnotdistinct` is of PostgreSQL 15.
SELECT
    i.oid, i.relation, c.relname AS name, m.amname AS method, i.is_unique, i.nulls_not_distinct, i.valid, i.clustered,
    i.replica_identity, c.reloptions AS options, i.key_count, (
        SELECT jsonb_build_array(p, CASE WHEN p ~ '\mAND\M.*\mAND\M|\mOR\M.*\mOR\M' THEN pg_get_expr(i.predicate, i.relation) END) FROM pg_get_expr(i.predicate, i.relation, true) AS p
    ) AS predicate,
    (SELECT h.inhparent FROM pg_inherits AS h WHERE h.inhrelid = i.oid) AS parent,
    CASE WHEN c.reltablespace <> 0 THEN (SELECT s.spcname FROM pg_tablespace AS s WHERE s.oid = c.reltablespace) END AS tablespace,
    k.keys
FROM (SELECT false AS indnullsnotdistinct) AS older, LATERAL (
    SELECT
        i.indexrelid AS oid, i.indrelid AS relation, i.indisunique AS is_unique, indnullsnotdistinct AS nulls_not_distinct,
        i.indisvalid AS valid, i.indisclustered AS clustered, i.indisreplident AS replica_identity,
        i.indnkeyatts AS key_count, i.indpred AS predicate
    FROM pg_index AS i
) AS i
JOIN pg_class AS c ON c.oid = i.oid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_am AS m ON m.oid = c.relam
-- All keys at once: a look for each index would take several times as long.
JOIN (
    SELECT
        i.indexrelid AS oid,
        jsonb_agg(jsonb_build_object(
            'column', k.number,
            'expression', CASE WHEN k.number = 0 THEN (
                    SELECT jsonb_build_array(p, CASE WHEN p ~ '\mAND\M.*\mAND\M|\mOR\M.*\mOR\M' THEN pg_get_indexdef(i.indexrelid, k.at::int, false) END) FROM pg_get_indexdef(i.indexrelid, k.at::int, true) AS p
                ) END,
            'flags', i.indoption[k.at - 1],
            'class', CASE
                WHEN NOT o.opcdefault OR a.attoptions IS NOT NULL
                    THEN CASE WHEN o.opcnamespace = 'pg_catalog'::regnamespace THEN '' ELSE o.opcnamespace::regnamespace || '.' END
                        || quote_ident(o.opcname)
            END,
            'class_options', a.attoptions,
            'statistics', a.attstattarget,
            'collation', CASE
                WHEN i.indcollation[k.at - 1] <> coalesce(b.attcollation, t.typcollation) AND i.indcollation[k.at - 1] <> 0 THEN (
                    SELECT jsonb_build_array(n.nspname, l.collname)
                    FROM pg_collation AS l JOIN pg_namespace AS n ON n.oid = l.collnamespace WHERE l.oid = i.indcollation[k.at - 1]
                )
            END
        ) ORDER BY k.at) AS keys
    FROM pg_index AS i
    CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(number, at)
    LEFT JOIN pg_opclass AS o ON o.oid = i.indclass[k.at - 1]
    LEFT JOIN pg_attribute AS a ON a.attrelid = i.indexrelid AND a.attnum = k.at
    LEFT JOIN pg_attribute AS b ON b.attrelid = i.indrelid AND b.attnum = k.number AND k.number <> 0
    LEFT JOIN pg_type AS t ON t.oid = a.atttypid
    WHERE i.indexrelid >= 16384
    GROUP BY i.indexrelid
) AS k ON k.oid = i.oid
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY i.relation, c.relname
