-- How far the slowest standby is behind, in seconds; NULL where there is none, or none that we may see.
SELECT extract(epoch FROM max(replay_lag))::float8 FROM pg_stat_replication
