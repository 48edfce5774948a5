SELECT 'column', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull::text, pg_get_expr(d.adbin, d.adrelid)
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v')
UNION ALL
SELECT 'index', c.relname, pg_get_indexdef(c.oid), i.indisvalid::text, i.indisready::text, NULL
  FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid
 WHERE c.relnamespace = 'public'::regnamespace
UNION ALL
SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated::text, NULL
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL
SELECT 'partition', inhparent::regclass::text, inhrelid::regclass::text, inhdetachpending::text, NULL, NULL
  FROM pg_inherits
UNION ALL
SELECT 'label', enumtypid::regtype::text, enumlabel, rank() OVER (PARTITION BY enumtypid ORDER BY enumsortorder)::text, NULL, NULL
  FROM pg_enum
UNION ALL
SELECT 'migration', version::text, description, success::text, encode(checksum, 'hex'), NULL
  FROM _sqlx_migrations
ORDER BY 1, 2, 3, 4
