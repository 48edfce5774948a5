SELECT w.wal_bytes::bigint AS wal_bytes,
       w.wal_records::bigint AS record_count,
       w.wal_fpi::bigint AS full_page_count,
       w.wal_buffers_full::bigint AS buffers_full_count,
       c.num_timed::bigint AS checkpoint_timed_count,
       c.num_requested::bigint AS checkpoint_requested_count,
       c.num_requested::float8 / nullif(c.num_timed + c.num_requested, 0) AS requested_ratio,
       c.write_time::float8 AS checkpoint_write_ms,
       c.sync_time::float8 AS checkpoint_sync_ms,
       c.buffers_written::bigint AS checkpoint_block_count,
       io.writes::bigint AS backend_block_count,
       io.fsyncs::bigint AS backend_fsync_count,
       a.archived_count::bigint AS archived_count,
       a.failed_count::bigint AS archive_failure_count,
       extract(epoch FROM now() - a.last_archived_time)::float8 AS archived_seconds,
       CASE WHEN current_setting('archive_mode') = 'off' THEN 'off'
            WHEN a.last_failed_time > coalesce(a.last_archived_time, '-infinity') THEN 'failing'
            ELSE 'on' END AS archiving
FROM pg_stat_archiver a, pg_stat_checkpointer c, pg_stat_wal w,
     (SELECT sum(writes) AS writes, sum(fsyncs) AS fsyncs FROM pg_stat_io
      WHERE backend_type = 'client backend' AND object = 'relation') io
