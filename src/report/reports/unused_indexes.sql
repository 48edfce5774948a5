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
       CASE WHEN s.indexrelid NOT IN (SELECT relation FROM locked)
            THEN pg_relation_size(s.indexrelid) END::bigint AS size_bytes,
       (t.n_tup_ins + t.n_tup_upd - t.n_tup_hot_upd)::bigint AS write_count,
       extract(epoch FROM now() - coalesce(d.stats_reset, pg_postmaster_start_time()))::float8 AS watched_seconds,
       pg_get_indexdef(s.indexrelid) AS definition
FROM pg_stat_user_indexes s
JOIN pg_index i ON i.indexrelid = s.indexrelid
JOIN pg_stat_user_tables t ON t.relid = s.relid
JOIN pg_stat_database d ON d.datname = current_database()
WHERE s.idx_scan = 0 AND i.indisvalid AND NOT i.indisunique AND NOT i.indisexclusion AND NOT i.indisreplident
ORDER BY size_bytes DESC NULLS LAST, relation, index
