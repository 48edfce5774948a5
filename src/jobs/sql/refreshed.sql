-- How long the last refreshes of a view took, in seconds, half of them less.
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY milliseconds) / 1000 AS seconds
  FROM (SELECT b.milliseconds
          FROM canai_db.job_runs r
          JOIN canai_db.job_batches b ON b.run_id = r.id AND b.table_name = $2
         WHERE r.job = $1
         ORDER BY r.id DESC LIMIT 10) last
