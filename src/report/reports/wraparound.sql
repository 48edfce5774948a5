WITH locked AS (
    -- Asking for the size of what is locked, or soon to be, would wait.
    SELECT coalesce(i.indrelid, l.relation) AS relid, l.relation
    FROM pg_locks l
    LEFT JOIN pg_index i ON i.indexrelid = l.relation
    WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock'
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
)
SELECT c.oid::regclass::text AS relation,
       a.xid_age::bigint AS xid_age_count,
       a.mxid_age::bigint AS multixact_age_count,
       greatest(a.xid_age::float8 / f.xid_limit, a.mxid_age::float8 / f.mxid_limit) AS freeze_due_ratio,
       greatest(a.xid_age, a.mxid_age)::float8 / 2147483648 AS wraparound_ratio,
       CASE WHEN c.oid NOT IN (SELECT relation FROM locked) THEN pg_relation_size(c.oid) END::bigint AS size_bytes
FROM pg_class c
CROSS JOIN LATERAL (SELECT age(c.relfrozenxid) AS xid_age, mxid_age(c.relminmxid) AS mxid_age) a
CROSS JOIN (SELECT current_setting('autovacuum_freeze_max_age')::float8 AS xid_limit,
                   current_setting('autovacuum_multixact_freeze_max_age')::float8 AS mxid_limit) f
WHERE c.relkind IN ('r', 'm', 't') AND c.relfrozenxid <> 0
  -- The system's own only where they are the problem.
  AND (c.oid >= 16384 OR greatest(a.xid_age::float8 / f.xid_limit, a.mxid_age::float8 / f.mxid_limit) > 0.9)
ORDER BY wraparound_ratio DESC, size_bytes DESC NULLS LAST, relation
