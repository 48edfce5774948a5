-- How far the slowest standby is behind, in seconds; NULL where there is none, or none that we may see.
-- What only receives WAL, as pg_receivewal does, never replays any, and PostgreSQL counts a lag for it.
SELECT extract(epoch FROM max(replay_lag))::float8 FROM pg_stat_replication WHERE replay_lsn IS NOT NULL
