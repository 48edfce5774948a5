-- Those that were analyzed and whose statistics pg_stats does not show to this role.
SELECT count(*) AS hidden
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname NOT IN ('pg_catalog', 'information_schema')
WHERE c.relkind IN ('r', 'm') AND c.relpages > 0 AND c.reltuples >= 0
  AND (row_security_active(c.oid)
       OR EXISTS (SELECT FROM pg_attribute a
                  WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                    AND NOT has_column_privilege(c.oid, a.attnum, 'SELECT')))
