-- The indexes of a table that can be built after a load: no constraint, partition or replication
-- needs them meanwhile. What drops each, and what makes it again, with its comment and how finely
-- ANALYZE looks at its expressions.
SELECT format('DROP INDEX %I.%I', n.nspname, ic.relname) AS drop,
       pg_get_indexdef(ic.oid) || CASE WHEN d.description IS NULL THEN '' ELSE
         format('; COMMENT ON INDEX %I.%I IS %L', n.nspname, ic.relname, d.description) END
       || coalesce((
         SELECT string_agg(format('; ALTER INDEX %I.%I ALTER COLUMN %s SET STATISTICS %s',
                                  n.nspname, ic.relname, a.attnum, a.attstattarget), '' ORDER BY a.attnum)
           FROM pg_attribute a
          WHERE a.attrelid = ic.oid AND a.attstattarget >= 0), '') AS make
  FROM pg_index i
  JOIN pg_class ic ON ic.oid = i.indexrelid
  JOIN pg_namespace n ON n.oid = ic.relnamespace
  LEFT JOIN pg_description d ON d.objoid = ic.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0
 WHERE i.indrelid = $1 AND ic.relkind = 'i' AND i.indisvalid
   AND NOT (i.indisunique OR i.indisprimary OR i.indisexclusion OR i.indisclustered OR i.indisreplident)
   AND NOT EXISTS (SELECT FROM pg_inherits h WHERE h.inhrelid = ic.oid)
 ORDER BY ic.relname
