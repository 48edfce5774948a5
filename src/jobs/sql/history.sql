-- The newest runs, with what they did in all.
SELECT r.id, r.job, r.kind, r.outcome, r.reason, r.run_by,
       r.cutoff::text AS cutoff, r.started_at::text AS started_at, r.ended_at::text AS ended_at,
       extract(epoch FROM coalesce(r.ended_at, clock_timestamp()) - r.started_at)::float8 AS seconds,
       coalesce(b.rows, 0)::bigint AS rows, coalesce(b.batches, 0)::bigint AS batches,
       coalesce(b.tables, '{}')::text AS tables
  FROM canai_db.job_runs r
  LEFT JOIN LATERAL (
    SELECT sum(t.rows) AS rows, sum(t.batches) AS batches, jsonb_object_agg(t.table_name, t.rows) AS tables
      FROM (SELECT table_name, sum(rows) AS rows, count(*) AS batches
              FROM canai_db.job_batches WHERE run_id = r.id GROUP BY table_name) t) b ON true
 WHERE $1::text IS NULL OR r.job = $1
 ORDER BY r.id DESC
 LIMIT $2::bigint
