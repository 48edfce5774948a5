WITH locked AS (
    -- Asking for the size of what is locked, or soon to be, would wait.
    SELECT coalesce(i.indrelid, l.relation) AS relid, l.relation
    FROM pg_locks l
    LEFT JOIN pg_index i ON i.indexrelid = l.relation
    WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock'
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
)
SELECT s.relid::regclass::text AS relation,
       nullif(c.reltuples, -1)::bigint AS row_count,
       CASE WHEN l.relid IS NULL THEN pg_total_relation_size(s.relid) END::bigint AS total_bytes,
       CASE WHEN l.relid IS NULL THEN pg_relation_size(s.relid) END::bigint AS table_bytes,
       CASE WHEN l.relid IS NULL THEN pg_indexes_size(s.relid) END::bigint AS index_bytes,
       CASE WHEN l.relid IS NULL THEN coalesce(pg_total_relation_size(nullif(c.reltoastrelid, 0)), 0) END::bigint AS toast_bytes,
       s.n_tup_ins::bigint AS inserted_count,
       s.n_tup_upd::bigint AS updated_count,
       s.n_tup_del::bigint AS deleted_count,
       s.n_tup_hot_upd::float8 / nullif(s.n_tup_upd, 0) AS hot_update_ratio
FROM pg_stat_user_tables s
JOIN pg_class c ON c.oid = s.relid
LEFT JOIN (SELECT DISTINCT relid FROM locked) l ON l.relid = s.relid
ORDER BY total_bytes DESC NULLS FIRST, relation
