-- Who holds the advisory lock; a one-key lock is shown split into two halves.
SELECT l.pid, coalesce(a.application_name, '') AS application
  FROM pg_locks l LEFT JOIN pg_stat_activity a USING (pid)
 WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
   AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
   AND (l.classid::int8 << 32) | l.objid::int8 = $1
