WITH options AS (
    SELECT c.oid AS relid,
           greatest(c.reltuples, 0)::float8 AS reltuples,
           coalesce((SELECT option_value::float8 FROM pg_options_to_table(c.reloptions)
                     WHERE option_name = 'autovacuum_vacuum_threshold'),
                    current_setting('autovacuum_vacuum_threshold')::float8) AS base,
           coalesce((SELECT option_value::float8 FROM pg_options_to_table(c.reloptions)
                     WHERE option_name = 'autovacuum_vacuum_scale_factor'),
                    current_setting('autovacuum_vacuum_scale_factor')::float8) AS scale,
           coalesce((SELECT option_value::boolean FROM pg_options_to_table(c.reloptions)
                     WHERE option_name = 'autovacuum_enabled'), true)
               AND current_setting('autovacuum')::boolean AS is_automatic
    FROM pg_class c
    WHERE c.relkind IN ('r', 'm')
)
SELECT s.relid::regclass::text AS relation,
       s.n_live_tup::bigint AS live_count,
       s.n_dead_tup::bigint AS dead_count,
       s.n_dead_tup::float8 / nullif(s.n_live_tup + s.n_dead_tup, 0) AS dead_ratio,
       (o.base + o.scale * o.reltuples)::bigint AS due_at_count,
       s.n_dead_tup / nullif(o.base + o.scale * o.reltuples, 0)::float8 AS due_ratio,
       CASE WHEN o.is_automatic THEN 'on' ELSE 'off' END AS autovacuum,
       s.n_mod_since_analyze::bigint AS changed_count,
       extract(epoch FROM now() - greatest(s.last_vacuum, s.last_autovacuum))::float8 AS vacuumed_seconds,
       extract(epoch FROM now() - greatest(s.last_analyze, s.last_autoanalyze))::float8 AS analyzed_seconds
FROM pg_stat_user_tables s
JOIN options o ON o.relid = s.relid
ORDER BY s.n_dead_tup DESC, relation
