SELECT format('%I.%I', schemaname, relname) AS relation,
       (heap_blks_hit + coalesce(toast_blks_hit, 0))::bigint AS table_hit_count,
       (heap_blks_read + coalesce(toast_blks_read, 0))::bigint AS table_read_count,
       (coalesce(idx_blks_hit, 0) + coalesce(tidx_blks_hit, 0))::bigint AS index_hit_count,
       (coalesce(idx_blks_read, 0) + coalesce(tidx_blks_read, 0))::bigint AS index_read_count,
       s.block_count::bigint AS block_count,
       s.hit_count::float8 / nullif(s.block_count, 0) AS hit_ratio
FROM pg_statio_user_tables t,
     LATERAL (SELECT heap_blks_hit + coalesce(toast_blks_hit, 0) + coalesce(idx_blks_hit, 0)
                         + coalesce(tidx_blks_hit, 0) AS hit_count,
                     heap_blks_hit + coalesce(toast_blks_hit, 0) + coalesce(idx_blks_hit, 0)
                         + coalesce(tidx_blks_hit, 0) + heap_blks_read + coalesce(toast_blks_read, 0)
                         + coalesce(idx_blks_read, 0) + coalesce(tidx_blks_read, 0) AS block_count) s
ORDER BY s.block_count - s.hit_count DESC, relation
