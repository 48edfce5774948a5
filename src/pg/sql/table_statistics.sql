-- Size, rows and writes of tables, those of their partitions added up; -1 for rows that nobody counted.
SELECT
    n.nspname::text AS schema,
    c.relname::text AS name,
    min(l.reltuples)::float8 AS least,
    sum(l.reltuples)::float8 AS rows,
    coalesce(sum(pg_table_size(l.oid)), 0)::int8 AS heap_bytes,
    coalesce(sum(pg_total_relation_size(l.oid)), 0)::int8 AS total_bytes,
    coalesce(sum(
        pg_stat_get_tuples_inserted(l.oid) + pg_stat_get_tuples_updated(l.oid) + pg_stat_get_tuples_deleted(l.oid)
    ), 0)::int8 AS writes
FROM unnest($1::text[], $2::text[]) AS wanted (schema, name)
JOIN pg_namespace AS n ON n.nspname = wanted.schema
JOIN pg_class AS c ON c.relnamespace = n.oid AND c.relname = wanted.name AND c.relkind IN ('r', 'p', 'm')
LEFT JOIN LATERAL (
    SELECT c.oid WHERE c.relkind <> 'p'
    UNION ALL
    SELECT p.relid FROM pg_partition_tree(c.oid) AS p WHERE c.relkind = 'p' AND p.isleaf
) AS leaf ON true
LEFT JOIN pg_class AS l ON l.oid = leaf.oid
GROUP BY 1, 2
