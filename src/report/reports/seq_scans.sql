-- The monitoring query of many a handbook, mended: the view has relname, not tablename, and a scan is
-- only bad where it reads much and keeps little.
WITH locked AS (
    -- Asking for the size of what is locked, or soon to be, would wait.
    SELECT coalesce(i.indrelid, l.relation) AS relid, l.relation
    FROM pg_locks l
    LEFT JOIN pg_index i ON i.indexrelid = l.relation
    WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock'
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
)
SELECT s.relid::regclass::text AS relation,
       s.seq_scan::bigint AS seq_scan_count,
       s.seq_tup_read::bigint AS seq_row_count,
       coalesce(s.idx_scan, 0)::bigint AS index_scan_count,
       coalesce(s.idx_tup_fetch, 0)::bigint AS index_row_count,
       s.seq_scan::float8 / nullif(s.seq_scan + coalesce(s.idx_scan, 0), 0) AS seq_scan_ratio,
       (s.seq_tup_read / nullif(s.seq_scan, 0))::bigint AS rows_per_scan_count,
       CASE WHEN s.relid NOT IN (SELECT relation FROM locked) THEN pg_relation_size(s.relid) END::bigint AS table_bytes
FROM pg_stat_user_tables s
ORDER BY s.seq_tup_read DESC, relation
