SELECT s.relid::regclass::text AS relation,
       nullif(c.reltuples, -1)::bigint AS row_count,
       pg_total_relation_size(s.relid)::bigint AS total_bytes,
       pg_relation_size(s.relid)::bigint AS table_bytes,
       pg_indexes_size(s.relid)::bigint AS index_bytes,
       coalesce(pg_total_relation_size(nullif(c.reltoastrelid, 0)), 0)::bigint AS toast_bytes,
       s.n_tup_ins::bigint AS inserted_count,
       s.n_tup_upd::bigint AS updated_count,
       s.n_tup_del::bigint AS deleted_count,
       s.n_tup_hot_upd::float8 / nullif(s.n_tup_upd, 0) AS hot_update_ratio
FROM pg_stat_user_tables s
JOIN pg_class c ON c.oid = s.relid
ORDER BY total_bytes DESC, relation
