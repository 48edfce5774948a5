-- What an interrupted REINDEX CONCURRENTLY left behind: the half-built copy, or the replaced original.
SELECT format('%I.%I', n.nspname, x.relname) AS name
  FROM pg_index i
  JOIN pg_class x ON x.oid = i.indexrelid
  JOIN pg_namespace n ON n.oid = x.relnamespace
 WHERE NOT i.indisvalid
   AND x.relkind = 'i'
   AND x.relname ~ '_cc(new|old)[0-9]*$'
   AND n.nspname <> 'pg_toast'
   AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index p WHERE p.index_relid = x.oid)
   AND CASE $1
           WHEN 'index' THEN i.indrelid = (SELECT o.indrelid FROM pg_index o WHERE o.indexrelid = to_regclass($2))
           WHEN 'table' THEN i.indrelid = to_regclass($2)
           WHEN 'schema' THEN n.oid = to_regnamespace($2)
           ELSE true
       END
 ORDER BY 1
