-- The indexes of a table that can be built after a load: no constraint, partition or replication
-- needs them meanwhile. What drops each, and what makes it again.
SELECT format('DROP INDEX %I.%I', n.nspname, ic.relname) AS drop,
       pg_get_indexdef(ic.oid) || CASE WHEN d.description IS NULL THEN '' ELSE
         format('; COMMENT ON INDEX %I.%I IS %L', n.nspname, ic.relname, d.description) END AS make
  FROM pg_index i
  JOIN pg_class ic ON ic.oid = i.indexrelid
  JOIN pg_namespace n ON n.oid = ic.relnamespace
  LEFT JOIN pg_description d ON d.objoid = ic.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0
 WHERE i.indrelid = $1 AND ic.relkind = 'i' AND i.indisvalid
   AND NOT (i.indisunique OR i.indisprimary OR i.indisexclusion OR i.indisclustered OR i.indisreplident)
   AND NOT EXISTS (SELECT FROM pg_inherits h WHERE h.inhrelid = ic.oid)
 ORDER BY ic.relname
