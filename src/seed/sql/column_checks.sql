-- The checks of a table that are about one column alone.
SELECT a.attname, k.conname, pg_get_expr(k.conbin, k.conrelid)
  FROM pg_constraint k
  JOIN pg_attribute a ON a.attrelid = k.conrelid AND k.conkey = ARRAY[a.attnum]
 WHERE k.conrelid = $1 AND k.contype = 'c'
 ORDER BY a.attname, k.conname
