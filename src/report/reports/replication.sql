WITH here AS (
    SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END AS lsn
)
SELECT coalesce(s.slot_name::text, r.application_name) AS name,
       CASE WHEN s.slot_name IS NULL THEN 'standby without a slot' ELSE s.slot_type || ' slot' END AS kind,
       r.usename::text AS role,
       CASE WHEN s.slot_name IS NOT NULL AND NOT s.active THEN 'inactive' ELSE coalesce(r.state, 'unknown') END AS state,
       r.sync_state AS sync_state,
       pg_wal_lsn_diff(here.lsn, coalesce(r.replay_lsn, s.confirmed_flush_lsn, r.flush_lsn))::bigint AS lag_bytes,
       CASE WHEN r.replay_lsn IS NOT NULL THEN extract(epoch FROM r.replay_lag)::float8 END AS replay_lag_seconds,
       pg_wal_lsn_diff(here.lsn, s.restart_lsn)::bigint AS retained_bytes,
       s.wal_status AS wal_status,
       host(r.client_addr) AS client
FROM pg_replication_slots s
FULL JOIN pg_stat_replication r ON r.pid = s.active_pid
CROSS JOIN here
ORDER BY retained_bytes DESC NULLS LAST, lag_bytes DESC NULLS LAST, name
