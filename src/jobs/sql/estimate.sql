-- How many rows a partition and those below it have by their statistics.
SELECT coalesce(sum(greatest(c.reltuples, 0)), 0)::bigint
  FROM pg_class AS c
 WHERE c.oid = $1::text::regclass AND c.relkind = 'r'
    OR c.oid IN (SELECT relid FROM pg_partition_tree($1::text::regclass) WHERE isleaf)
