-- The index of a name, where CREATE INDEX would put it: in the schema of its table.
SELECT x.oid,
       format('%I.%I', n.nspname, x.relname) AS name,
       i.indisvalid AS valid,
       i.indrelid = t.oid AS on_table,
       (SELECT p.pid FROM pg_stat_progress_create_index p WHERE p.index_relid = x.oid) AS builder,
       pg_get_indexdef(x.oid) AS definition
  FROM pg_class t
  JOIN pg_class x ON x.relnamespace = t.relnamespace
  JOIN pg_namespace n ON n.oid = x.relnamespace
  JOIN pg_index i ON i.indexrelid = x.oid
 WHERE t.oid = to_regclass($1)
   AND x.relname = (parse_ident($2))[1]::name
   AND x.relkind = 'i'
