SELECT s.name AS setting,
       s.setting AS value,
       s.unit AS unit,
       s.boot_val AS default_value,
       s.source AS source,
       s.pending_restart AS pending_restart,
       CASE WHEN v.severity IS NOT NULL THEN v.severity
            WHEN s.pending_restart THEN 'warn'
            ELSE 'ok' END AS verdict,
       coalesce(v.advice, CASE WHEN s.pending_restart THEN 'the file says otherwise: it takes a restart' END) AS advice
FROM pg_settings s
CROSS JOIN LATERAL (SELECT CASE
    WHEN s.name = 'fsync' AND s.setting = 'off' THEN ARRAY['crit', 'a crash of the machine destroys the cluster']
    WHEN s.name = 'full_page_writes' AND s.setting = 'off' THEN ARRAY['crit', 'a crash of the machine may tear pages']
    WHEN s.name = 'zero_damaged_pages' AND s.setting = 'on' THEN ARRAY['crit', 'damaged data is thrown away silently']
    WHEN s.name = 'ignore_checksum_failure' AND s.setting = 'on' THEN ARRAY['crit', 'damaged data is read as if it were good']
    WHEN s.name = 'autovacuum' AND s.setting = 'off' THEN ARRAY['crit', 'dead rows pile up and transaction ids run out']
    WHEN s.name = 'track_counts' AND s.setting = 'off' THEN ARRAY['crit', 'autovacuum does not know what to do']
    WHEN s.name = 'data_checksums' AND s.setting = 'off' THEN ARRAY['ok', 'damage on disk goes unnoticed; pg_checksums --enable, while stopped']
    WHEN s.name = 'synchronous_commit' AND s.setting = 'off' THEN ARRAY['warn', 'a crash loses the last commits']
    WHEN s.name = 'password_encryption' AND s.setting <> 'scram-sha-256' THEN ARRAY['warn', 'md5 hashes are as good as passwords']
    WHEN s.name = 'ssl' AND s.setting = 'off' THEN ARRAY['ok', 'passwords and rows travel in the clear, unless everybody is local']
    WHEN s.name = 'idle_in_transaction_session_timeout' AND s.setting = '0'
        THEN ARRAY['ok', 'a forgotten transaction stays open for ever']
    WHEN s.name = 'statement_timeout' AND s.setting = '0' THEN ARRAY['ok', 'a statement may run for ever; set it per role']
    WHEN s.name = 'log_lock_waits' AND s.setting = 'off' THEN ARRAY['ok', 'long waits for locks leave no trace in the log']
    WHEN s.name = 'track_io_timing' AND s.setting = 'off' THEN ARRAY['ok', 'nobody can say how long reading from disk takes']
    WHEN s.name = 'shared_buffers' AND s.setting::bigint * current_setting('block_size')::bigint < 134217728
        THEN ARRAY['warn', 'under 128 MB; a quarter of the memory is usual']
    WHEN s.name = 'random_page_cost' AND s.setting::float8 >= 4 THEN ARRAY['ok', 'made for spinning disks; 1.1 on SSDs']
    END) found(said)
CROSS JOIN LATERAL (SELECT found.said[1] AS severity, found.said[2] AS advice) v
WHERE v.severity IS NOT NULL OR s.pending_restart
   OR s.source NOT IN ('default', 'override', 'client', 'session')
ORDER BY v.advice IS NULL, setting
