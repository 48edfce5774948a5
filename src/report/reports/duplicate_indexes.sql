WITH locked AS (
    -- Asking for the size of what is locked, or soon to be, would wait.
    SELECT coalesce(i.indrelid, l.relation) AS relid, l.relation
    FROM pg_locks l
    LEFT JOIN pg_index i ON i.indexrelid = l.relation
    WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock'
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
),
candidates AS (
    SELECT i.indexrelid, i.indrelid, i.indisunique, i.indimmediate, i.indnkeyatts, i.indnatts, c.relam,
           i.indkey::int2[] AS keys, i.indclass::oid[] AS classes, i.indcollation::oid[] AS collations,
           i.indoption::int2[] AS options,
           coalesce(pg_get_expr(i.indexprs, i.indrelid), '') AS expressions,
           coalesce(pg_get_expr(i.indpred, i.indrelid), '') AS predicate,
           coalesce(to_jsonb(i) ->> 'indnullsnotdistinct', 'false') AS nulls_not_distinct,
           -- What must stay counts more: a constraint, what others refer to, a unique index.
           i.indisprimary::int * 8 + (EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid))::int * 4
               + i.indisreplident::int * 2 + i.indisunique::int AS weight
    FROM pg_index i
    JOIN pg_class c ON c.oid = i.indexrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE i.indisvalid AND NOT i.indisexclusion AND c.relkind = 'i' AND NOT c.relispartition
      AND n.nspname NOT IN ('pg_catalog', 'pg_toast', 'information_schema')
),
pairs AS (
    SELECT DISTINCT ON (a.indexrelid) a.indrelid, a.indexrelid, b.indexrelid AS other,
           CASE WHEN a.keys = b.keys AND a.indnkeyatts = b.indnkeyatts THEN 'same columns' ELSE 'prefix' END AS reason
    FROM candidates a
    JOIN candidates b ON b.indrelid = a.indrelid AND b.indexrelid <> a.indexrelid AND b.relam = a.relam
        AND b.predicate = a.predicate AND a.weight < 2
    CROSS JOIN LATERAL (SELECT a.indnkeyatts - 1 AS last) n
    WHERE CASE
        WHEN a.keys = b.keys AND a.indnkeyatts = b.indnkeyatts THEN
            a.expressions = b.expressions AND a.classes = b.classes AND a.collations = b.collations
            AND a.options = b.options
            -- What is looked at with every row cannot give way to what is looked at when all is done.
            AND (NOT a.indisunique OR b.indisunique AND a.nulls_not_distinct = b.nulls_not_distinct
                 AND b.indimmediate >= a.indimmediate)
            -- Of two equals the younger one goes.
            AND (b.weight, -b.indexrelid::bigint) > (a.weight, -a.indexrelid::bigint)
        ELSE
            NOT a.indisunique AND a.indnatts = a.indnkeyatts AND b.indnkeyatts > a.indnkeyatts
            AND a.expressions = '' AND b.expressions = ''
            AND a.relam = (SELECT oid FROM pg_am WHERE amname = 'btree')
            AND b.keys[0:n.last] = a.keys[0:n.last] AND b.classes[0:n.last] = a.classes[0:n.last]
            AND b.collations[0:n.last] = a.collations[0:n.last] AND b.options[0:n.last] = a.options[0:n.last]
    END
    ORDER BY a.indexrelid, reason DESC, b.weight DESC, b.indexrelid
)
SELECT p.indrelid::regclass::text AS relation,
       p.indexrelid::regclass::text AS index,
       p.reason AS reason,
       p.other::regclass::text AS covered_by,
       CASE WHEN p.indexrelid NOT IN (SELECT relation FROM locked)
            THEN pg_relation_size(p.indexrelid) END::bigint AS size_bytes,
       pg_get_indexdef(p.indexrelid) AS definition,
       pg_get_indexdef(p.other) AS other_definition
FROM pairs p
ORDER BY reason DESC, size_bytes DESC NULLS LAST, relation, index
