-- A statement counts once, whether it ran by itself or inside a function. Those that are hidden from this
-- role have no number, and are one row together.
SELECT s.queryid::text AS queryid,
       r.rolname::text AS role,
       sum(s.calls)::bigint AS call_count,
       sum(s.total_exec_time)::float8 AS total_ms,
       sum(s.total_exec_time)::float8 / nullif(sum(s.calls), 0)::float8 AS mean_ms,
       max(s.max_exec_time)::float8 AS max_ms,
       sum(s.total_exec_time)::float8 / nullif(sum(sum(s.total_exec_time)) OVER (), 0)::float8 AS time_ratio,
       sum(s.shared_blk_read_time + s.shared_blk_write_time + s.local_blk_read_time + s.local_blk_write_time
           + s.temp_blk_read_time + s.temp_blk_write_time)::float8 AS io_ms,
       sum(s.rows)::bigint AS row_count,
       (sum(s.shared_blks_read + s.local_blks_read + s.temp_blks_read)
           * current_setting('block_size')::bigint)::bigint AS read_bytes,
       (sum(s.temp_blks_written) * current_setting('block_size')::bigint)::bigint AS temp_bytes,
       sum(s.shared_blks_hit)::float8 / nullif(sum(s.shared_blks_hit + s.shared_blks_read), 0)::float8 AS hit_ratio,
       left(regexp_replace(min(s.query), '\s+', ' ', 'g'), 500) AS query
FROM pg_stat_statements s
LEFT JOIN pg_roles r ON r.oid = s.userid
WHERE s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
GROUP BY s.queryid, r.rolname
ORDER BY total_ms DESC, queryid
