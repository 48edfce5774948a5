SELECT s.relid::regclass::text AS relation,
       s.indexrelid::regclass::text AS index,
       pg_relation_size(s.indexrelid)::bigint AS size_bytes,
       (t.n_tup_ins + t.n_tup_upd - t.n_tup_hot_upd)::bigint AS write_count,
       extract(epoch FROM now() - coalesce(d.stats_reset, pg_postmaster_start_time()))::float8 AS watched_seconds,
       pg_get_indexdef(s.indexrelid) AS definition
FROM pg_stat_user_indexes s
JOIN pg_index i ON i.indexrelid = s.indexrelid
JOIN pg_stat_user_tables t ON t.relid = s.relid
JOIN pg_stat_database d ON d.datname = current_database()
WHERE s.idx_scan = 0 AND i.indisvalid AND NOT i.indisunique AND NOT i.indisexclusion AND NOT i.indisreplident
ORDER BY size_bytes DESC, relation, index
