-- The schemas of users: neither the system's nor our own.
SELECT nspname::text FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'canai_db')
