-- The partitions whose every possible row is older than the cut-off, oldest first.
SELECT p.schema, p.name, p.upper::timestamptz::text AS upper
  FROM (SELECT n.nspname AS schema, c.relname AS name,
               substring(pg_get_expr(c.relpartbound, c.oid) FROM ' TO \(''([^'']*)''\)$') AS upper
          FROM pg_inherits i
          JOIN pg_class c ON c.oid = i.inhrelid
          JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE i.inhparent = $1::text::regclass AND NOT i.inhdetachpending) p
 WHERE p.upper::timestamptz <= $2::text::timestamptz
 ORDER BY p.upper::timestamptz
