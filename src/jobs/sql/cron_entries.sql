-- The entries that we may see and whose names begin like ours; pg_cron hides those of other roles.
SELECT jobid, jobname::text AS name, schedule, command, database, username, active
  FROM cron.job
 WHERE starts_with(jobname::text, $1) AND position(':' IN substr(jobname::text, length($1) + 1)) = 0
 ORDER BY jobname, jobid
