-- The schemas of users, not the system's. In our own one, what migrations made is all there is in a replay.
SELECT nspname::text FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
