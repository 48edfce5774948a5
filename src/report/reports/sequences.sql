SELECT c.oid::regclass::text AS relation,
       owner.name AS used_by,
       coalesce(owner.data_type, format_type(s.seqtypid, NULL)) AS data_type,
       q.last_value::bigint AS last_value,
       b.limit_value::bigint AS limit_value,
       s.seqcycle AS cycles,
       CASE WHEN NOT has_sequence_privilege(c.oid, 'USAGE, SELECT') THEN NULL
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
           format_type(a.atttypid, NULL) AS data_type,
           CASE a.atttypid WHEN 'int2'::regtype THEN 32767 WHEN 'int4'::regtype THEN 2147483647 END::bigint AS most
    FROM pg_depend d
    JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
    WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass
      AND d.deptype IN ('a', 'i')
    LIMIT 1) owner ON true
CROSS JOIN LATERAL (SELECT CASE WHEN s.seqincrement > 0 THEN least(s.seqmax, coalesce(owner.most, s.seqmax))
                                ELSE greatest(s.seqmin, coalesce(-owner.most - 1, s.seqmin)) END AS limit_value) b
ORDER BY used_ratio DESC NULLS LAST, relation
