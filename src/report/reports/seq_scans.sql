-- The monitoring query of many a handbook, mended: the view has relname, not tablename, and a scan is
-- only bad where it reads much and keeps little.
SELECT s.relid::regclass::text AS relation,
       s.seq_scan::bigint AS seq_scan_count,
       s.seq_tup_read::bigint AS seq_row_count,
       coalesce(s.idx_scan, 0)::bigint AS index_scan_count,
       coalesce(s.idx_tup_fetch, 0)::bigint AS index_row_count,
       s.seq_scan::float8 / nullif(s.seq_scan + coalesce(s.idx_scan, 0), 0) AS seq_scan_ratio,
       (s.seq_tup_read / nullif(s.seq_scan, 0))::bigint AS rows_per_scan_count,
       pg_relation_size(s.relid)::bigint AS table_bytes
FROM pg_stat_user_tables s
ORDER BY s.seq_tup_read DESC, relation
