-- Which transactions have tables of their own alone.
SELECT format(
    'process %s has %s',
    l.pid,
    string_agg(format('%I.%I', n.nspname, c.relname), ', ' ORDER BY n.nspname, c.relname)
) || ' in ACCESS EXCLUSIVE mode'
FROM pg_locks AS l
JOIN pg_class AS c ON c.oid = l.relation
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock' AND l.granted
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND l.pid <> pg_backend_pid()
GROUP BY l.pid
ORDER BY l.pid
LIMIT 5
