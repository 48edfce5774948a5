WITH db AS (SELECT * FROM pg_stat_database WHERE datname = current_database()),
clients AS (
    SELECT count(*) FILTER (WHERE backend_type = 'client backend')::bigint AS connection_count,
           max(extract(epoch FROM now() - xact_start))
               FILTER (WHERE backend_type = 'client backend' AND pid <> pg_backend_pid())::float8
               AS oldest_transaction_seconds,
           count(*) FILTER (WHERE wait_event_type = 'Lock')::bigint AS waiting_count
    FROM pg_stat_activity
),
ages AS (
    SELECT max(greatest(age(datfrozenxid), mxid_age(datminmxid)))::float8 / 2147483648 AS wraparound_ratio
    FROM pg_database
),
slots AS (
    SELECT max(pg_wal_lsn_diff(
        CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END,
        restart_lsn))::bigint AS retained_bytes
    FROM pg_replication_slots
)
SELECT extract(epoch FROM now() - pg_postmaster_start_time())::float8 AS uptime_seconds,
       pg_is_in_recovery() AS in_recovery,
       CASE WHEN has_database_privilege(current_database(), 'CONNECT')
            THEN pg_database_size(current_database()) END AS size_bytes,
       c.connection_count,
       c.connection_count::float8 / current_setting('max_connections')::float8 AS connection_used_ratio,
       c.oldest_transaction_seconds,
       c.waiting_count,
       (db.blks_hit + db.blks_read)::bigint AS block_count,
       db.blks_hit::float8 / nullif(db.blks_hit + db.blks_read, 0) AS hit_ratio,
       (db.xact_commit + db.xact_rollback)::bigint AS transaction_count,
       db.xact_rollback::float8 / nullif(db.xact_commit + db.xact_rollback, 0) AS rollback_ratio,
       db.deadlocks::bigint AS deadlock_count,
       db.temp_bytes::bigint AS temp_bytes,
       db.checksum_failures::bigint AS checksum_failure_count,
       ages.wraparound_ratio,
       (SELECT count(*) FROM pg_index i
        WHERE NOT i.indisvalid
          AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid)
          AND NOT EXISTS (SELECT FROM pg_class c WHERE c.oid = i.indexrelid AND c.relkind = 'I')
       )::bigint AS invalid_index_count,
       CASE WHEN pg_is_in_recovery() AND pg_last_wal_receive_lsn() IS DISTINCT FROM pg_last_wal_replay_lsn()
            THEN extract(epoch FROM now() - pg_last_xact_replay_timestamp())::float8 END AS replay_lag_seconds,
       slots.retained_bytes AS slot_retained_bytes
FROM db, clients c, ages, slots
