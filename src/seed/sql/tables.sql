-- What rows of these tables have to fit, a JSON object for each table that is there.
SELECT jsonb_build_object(
         'oid', c.oid::bigint,
         'schema', n.nspname,
         'name', c.relname,
         'kind', c.relkind::text,
         'hides_rows', row_security_active(c.oid),
         'owner', pg_get_userbyid(c.relowner),
         'columns', coalesce((
           SELECT jsonb_agg(jsonb_build_object(
                    'name', a.attname,
                    'type_name', format_type(a.atttypid, a.atttypmod),
                    'kind', CASE WHEN base.typcategory = 'A' THEN jsonb_build_object('array', kind.word)
                                 ELSE to_jsonb(kind.word) END,
                    'not_null', a.attnotnull,
                    'default', CASE
                      WHEN a.attgenerated <> '' THEN NULL
                      WHEN a.attidentity <> '' THEN format('nextval(%L::regclass)',
                        pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname))
                      ELSE pg_get_expr(d.adbin, d.adrelid) END,
                    'identity_always', a.attidentity = 'a',
                    'generated', a.attgenerated <> '') ORDER BY a.attnum)
             FROM pg_attribute a
             JOIN pg_type t ON t.oid = a.atttypid
             JOIN pg_type base ON base.oid = CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE t.oid END
             LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
             CROSS JOIN LATERAL (
               SELECT CASE
                        WHEN e.oid IN ('json'::regtype, 'jsonb'::regtype) THEN 'json'
                        WHEN e.oid = 'bytea'::regtype THEN 'bytea'
                        WHEN e.oid IN ('timestamptz'::regtype, 'timestamp'::regtype, 'date'::regtype) THEN 'time'
                        ELSE 'text' END AS word
                 FROM pg_type e
                WHERE e.oid = CASE base.typcategory WHEN 'A' THEN base.typelem ELSE base.oid END) kind
            WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped), '[]'),
         'uniques', coalesce((
           SELECT jsonb_agg(jsonb_build_object(
                    'name', ic.relname,
                    'primary', i.indisprimary,
                    'columns', (SELECT jsonb_agg(a.attname ORDER BY k.at)
                                  FROM unnest(i.indkey::smallint[]) WITH ORDINALITY AS k (attnum, at)
                                  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
                                 WHERE k.at <= i.indnkeyatts)) ORDER BY ic.relname)
             FROM pg_index i JOIN pg_class ic ON ic.oid = i.indexrelid
            WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid
              AND i.indpred IS NULL AND i.indexprs IS NULL), '[]'),
         'unique_indexes', coalesce((
           SELECT jsonb_agg(jsonb_build_object(
                    'name', ic.relname,
                    'parts', (SELECT jsonb_agg(pg_get_indexdef(i.indexrelid, at, true) ORDER BY at)
                                FROM generate_series(1, i.indnkeyatts) AS at),
                    'columns', CASE WHEN i.indexprs IS NULL THEN (
                      SELECT jsonb_agg(a.attname ORDER BY k.at)
                        FROM unnest(i.indkey::smallint[]) WITH ORDINALITY AS k (attnum, at)
                        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
                       WHERE k.at <= i.indnkeyatts) ELSE '[]' END,
                    'condition', pg_get_expr(i.indpred, c.oid, true)) ORDER BY ic.relname)
             FROM pg_index i JOIN pg_class ic ON ic.oid = i.indexrelid
            WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid), '[]'),
         'partitions', CASE WHEN c.relkind = 'p' THEN jsonb_build_object(
           'by', pg_get_partkeydef(c.oid),
           'bounds', coalesce((
             SELECT jsonb_agg(coalesce(pg_get_partition_constraintdef(p.relid), 'true'))
               FROM pg_partition_tree(c.oid) p
              WHERE p.isleaf AND p.relid <> c.oid), '[]')) END,
         'checks', coalesce((
           SELECT jsonb_agg(jsonb_build_object(
                    'name', k.conname, 'condition', pg_get_expr(k.conbin, k.conrelid)) ORDER BY k.conname)
             FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'c'), '[]'),
         'foreign_keys', coalesce((
           SELECT jsonb_agg(jsonb_build_object(
                    'name', k.conname,
                    'to_schema', fn.nspname,
                    'to_table', fc.relname,
                    'columns', (SELECT jsonb_agg(a.attname ORDER BY u.at)
                                  FROM unnest(k.conkey) WITH ORDINALITY AS u (attnum, at)
                                  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = u.attnum),
                    'to_columns', (SELECT jsonb_agg(a.attname ORDER BY u.at)
                                     FROM unnest(k.confkey) WITH ORDINALITY AS u (attnum, at)
                                     JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.attnum))
                  ORDER BY k.conname)
             FROM pg_constraint k
             JOIN pg_class fc ON fc.oid = k.confrelid
             JOIN pg_namespace fn ON fn.oid = fc.relnamespace
            WHERE k.conrelid = c.oid AND k.contype = 'f'), '[]'))::text
  FROM unnest($1::text[], $2::text[]) AS wanted (schema, name)
  JOIN pg_namespace n ON n.nspname = wanted.schema
  JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = wanted.name
