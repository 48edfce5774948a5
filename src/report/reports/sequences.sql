-- What a domain is over, however many there are in between.
WITH RECURSIVE bases AS (
    SELECT oid AS type, typbasetype AS base FROM pg_type WHERE typtype = 'd'
    UNION ALL
    SELECT b.type, t.typbasetype FROM bases b JOIN pg_type t ON t.oid = b.base AND t.typtype = 'd'
),
types AS (
    SELECT t.oid AS type, coalesce((SELECT b.base FROM bases b JOIN pg_type s ON s.oid = b.base AND s.typtype <> 'd'
                                    WHERE b.type = t.oid), t.oid) AS base
    FROM pg_type t
),
-- The columns that own a sequence, and those whose defaults take from one.
fills AS (
    SELECT d.objid AS sequence, d.refobjid AS relid, d.refobjsubid AS attnum, true AS is_owner
    FROM pg_depend d
    WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
      AND d.refobjsubid > 0
    UNION ALL
    SELECT d.refobjid, v.adrelid, v.adnum, false
    FROM pg_depend d
    JOIN pg_attrdef v ON v.oid = d.objid
    WHERE d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'n'
)
SELECT c.oid::regclass::text AS relation,
       owner.name AS used_by,
       coalesce(owner.data_type, format_type(s.seqtypid, NULL)) AS data_type,
       q.last_value::bigint AS last_value,
       b.limit_value::bigint AS limit_value,
       s.seqcycle AS cycles,
       CASE WHEN NOT has_sequence_privilege(c.oid, 'USAGE, SELECT') THEN NULL
            -- It has no end, but where its column ends first.
            WHEN s.seqcycle AND b.limit_value = CASE WHEN s.seqincrement > 0 THEN s.seqmax ELSE s.seqmin END THEN NULL
            WHEN s.seqincrement > 0
            THEN (coalesce(q.last_value, s.seqmin)::float8 - s.seqmin) / nullif(b.limit_value::float8 - s.seqmin, 0)
            ELSE (s.seqmax - coalesce(q.last_value, s.seqmax)::float8) / nullif(s.seqmax - b.limit_value::float8, 0)
       END AS used_ratio
FROM pg_sequence s
JOIN pg_class c ON c.oid = s.seqrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_sequences q ON q.schemaname = n.nspname AND q.sequencename = c.relname
LEFT JOIN LATERAL (
    SELECT format('%s.%I', a.attrelid::regclass, a.attname) AS name,
           format_type(y.base, NULL) AS data_type,
           CASE y.base WHEN 'int2'::regtype THEN 32767 WHEN 'int4'::regtype THEN 2147483647 END::bigint AS most
    FROM fills f
    JOIN pg_attribute a ON a.attrelid = f.relid AND a.attnum = f.attnum
    JOIN types y ON y.type = a.atttypid
    WHERE f.sequence = c.oid
    -- The column that is full first.
    ORDER BY most NULLS LAST, f.is_owner DESC, name
    LIMIT 1) owner ON true
CROSS JOIN LATERAL (SELECT CASE WHEN s.seqincrement > 0 THEN least(s.seqmax, coalesce(owner.most, s.seqmax))
                                ELSE greatest(s.seqmin, coalesce(-owner.most - 1, s.seqmin)) END AS limit_value) b
ORDER BY used_ratio DESC NULLS LAST, relation
