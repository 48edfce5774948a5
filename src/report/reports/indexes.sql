WITH locked AS (
    -- Asking for the size of what is locked, or soon to be, would wait.
    SELECT coalesce(i.indrelid, l.relation) AS relid, l.relation
    FROM pg_locks l
    LEFT JOIN pg_index i ON i.indexrelid = l.relation
    WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock'
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
)
SELECT s.relid::regclass::text AS relation,
       s.indexrelid::regclass::text AS index,
       m.amname::text AS method,
       i.indisunique AS is_unique,
       CASE WHEN s.indexrelid NOT IN (SELECT relation FROM locked)
            THEN pg_relation_size(s.indexrelid) END::bigint AS size_bytes,
       s.idx_scan::bigint AS scan_count,
       s.idx_tup_read::bigint AS entry_count,
       s.idx_tup_fetch::bigint AS row_count,
       io.idx_blks_hit::float8 / nullif(io.idx_blks_hit + io.idx_blks_read, 0) AS hit_ratio
FROM pg_stat_user_indexes s
JOIN pg_index i ON i.indexrelid = s.indexrelid
JOIN pg_class c ON c.oid = s.indexrelid
JOIN pg_am m ON m.oid = c.relam
LEFT JOIN pg_statio_user_indexes io ON io.indexrelid = s.indexrelid
ORDER BY size_bytes DESC NULLS LAST, relation, index
