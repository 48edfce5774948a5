-- The tables there are, to tell which one was meant.
SELECT n.nspname, c.relname
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
   AND n.nspname NOT LIKE 'pg\_t%' AND c.relname NOT LIKE '\_canai\_db\_%' AND c.relname <> '_sqlx_migrations'
 ORDER BY 1, 2
