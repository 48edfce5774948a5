-- The first of these partitions that is a table by itself, and the table that it should be a partition of.
SELECT t.name, t.whole
FROM unnest($1::text[], $2::text[]) AS t(name, whole)
WHERE to_regclass(t.name) IS NOT NULL
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits AS i WHERE i.inhrelid = to_regclass(t.name))
ORDER BY t.name
LIMIT 1
