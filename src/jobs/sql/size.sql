-- About how many rows a table has: those that were counted, or that came since. A partitioned table's own
-- number is set by ANALYZE alone.
SELECT sum(greatest(reltuples, pg_stat_get_live_tuples(oid)))::bigint
  FROM pg_class
 WHERE oid IN (SELECT relid FROM pg_partition_tree($1::text::regclass) WHERE isleaf)
    OR oid = $1::text::regclass AND relkind = 'r'
