SELECT w.wal_bytes::bigint AS wal_bytes,
       w.wal_records::bigint AS record_count,
       w.wal_fpi::bigint AS full_page_count,
       w.wal_buffers_full::bigint AS buffers_full_count,
       b.checkpoints_timed::bigint AS checkpoint_timed_count,
       b.checkpoints_req::bigint AS checkpoint_requested_count,
       b.checkpoints_req::float8 / nullif(b.checkpoints_timed + b.checkpoints_req, 0) AS requested_ratio,
       b.checkpoint_write_time::float8 AS checkpoint_write_ms,
       b.checkpoint_sync_time::float8 AS checkpoint_sync_ms,
       b.buffers_checkpoint::bigint AS checkpoint_block_count,
       b.buffers_backend::bigint AS backend_block_count,
       b.buffers_backend_fsync::bigint AS backend_fsync_count,
       a.archived_count::bigint AS archived_count,
       a.failed_count::bigint AS archive_failure_count,
       extract(epoch FROM now() - a.last_archived_time)::float8 AS archived_seconds,
       CASE WHEN current_setting('archive_mode') = 'off' THEN 'off'
            WHEN a.last_failed_time > coalesce(a.last_archived_time, '-infinity') THEN 'failing'
            ELSE 'on' END AS archiving
FROM pg_stat_archiver a, pg_stat_bgwriter b, pg_stat_wal w
