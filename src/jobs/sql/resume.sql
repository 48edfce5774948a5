-- How far the last run came, if it did not come to its end under the same policy.
SELECT CASE WHEN r.outcome <> 'done' THEN (
         SELECT max(coalesce(b.upper, b.lower))::text FROM canai_db.job_batches b
          WHERE b.run_id = r.id AND b.table_name = $2) END AS reached
  FROM canai_db.job_runs r
 WHERE r.job = $1 AND r.kind NOT IN ('restore', 'erase') AND r.policy = $3 AND r.id < $4
 ORDER BY r.id DESC
 LIMIT 1
