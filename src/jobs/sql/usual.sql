-- What is usual for a table of a job: the share of its rows that runs took, and how many in a second.
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY run.rows / run.size) AS share,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY run.rows / run.seconds) AS rows_per_second,
       count(*) AS runs
  FROM (SELECT sum(b.rows)::float8 AS rows, greatest((r.sizes ->> $2)::float8, 1) AS size,
               greatest(sum(b.milliseconds), 1)::float8 / 1000 AS seconds
          FROM canai_db.job_runs r
          JOIN canai_db.job_batches b ON b.run_id = r.id AND b.table_name = $2
         WHERE r.job = $1 AND r.kind NOT IN ('restore', 'erase') AND r.outcome = 'done' AND r.sizes ? $2
         GROUP BY r.id ORDER BY r.id DESC LIMIT 10) run
 WHERE run.rows > 0
