-- Tables as far as jobs care, a JSON object each: those of the database's own schemas.
SELECT (f || jsonb_build_object('shape', md5((f - 'indexes' - 'uniques' - 'strict_uniques')::text)))::text FROM (
SELECT jsonb_build_object(
         'name', format('%I.%I', n.nspname, c.relname),
         'columns', coalesce((
           SELECT jsonb_agg(jsonb_build_object(
                    'name', a.attname,
                    'type_name', format_type(a.atttypid, a.atttypmod),
                    'not_null', a.attnotnull,
                    'generated', a.attgenerated <> '') ORDER BY a.attnum)
             FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped), '[]'),
         'primary_key', coalesce((
           SELECT jsonb_agg(a.attname ORDER BY k.at)
             FROM pg_index i
             CROSS JOIN LATERAL unnest(i.indkey::smallint[]) WITH ORDINALITY AS k (attnum, at)
             JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
            WHERE i.indrelid = c.oid AND i.indisprimary AND k.at <= i.indnkeyatts), '[]'),
         'indexes', coalesce((
           SELECT jsonb_agg(keys.names) FROM pg_index i
             JOIN pg_class ic ON ic.oid = i.indexrelid
             JOIN pg_am m ON m.oid = ic.relam
             CROSS JOIN LATERAL (
               SELECT jsonb_agg(a.attname ORDER BY k.at) AS names
                 FROM unnest(i.indkey::smallint[]) WITH ORDINALITY AS k (attnum, at)
                 JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
                WHERE k.at <= i.indnkeyatts
                  AND k.at < coalesce((SELECT min(e.at) FROM unnest(i.indkey::smallint[]) WITH ORDINALITY AS e (attnum, at)
                                        WHERE e.attnum = 0), 1000)) keys
            WHERE i.indrelid = c.oid AND i.indisvalid AND i.indpred IS NULL AND m.amname = 'btree'
              AND keys.names IS NOT NULL), '[]'),
         'uniques', coalesce((
           SELECT jsonb_agg((SELECT jsonb_agg(a.attname ORDER BY k.at)
                               FROM unnest(i.indkey::smallint[]) WITH ORDINALITY AS k (attnum, at)
                               JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
                              WHERE k.at <= i.indnkeyatts))
             FROM pg_index i
            WHERE i.indrelid = c.oid AND i.indisunique AND i.indpred IS NULL AND i.indexprs IS NULL), '[]'),
         'strict_uniques', coalesce((
           SELECT jsonb_agg((SELECT jsonb_agg(a.attname ORDER BY k.at)
                               FROM unnest(i.indkey::smallint[]) WITH ORDINALITY AS k (attnum, at)
                               JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
                              WHERE k.at <= i.indnkeyatts))
             FROM pg_index i
            WHERE i.indrelid = c.oid AND i.indisunique AND i.indpred IS NULL AND i.indexprs IS NULL
              -- Since version 15.
              AND (to_jsonb(i) ->> 'indnullsnotdistinct')::boolean), '[]'),
         'foreign_keys', coalesce((
           SELECT jsonb_agg(jsonb_build_object(
                    'name', k.conname,
                    'to', format('%I.%I', fn.nspname, fc.relname),
                    'columns', (SELECT jsonb_agg(a.attname ORDER BY u.at)
                                  FROM unnest(k.conkey) WITH ORDINALITY AS u (attnum, at)
                                  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = u.attnum),
                    'to_columns', (SELECT jsonb_agg(a.attname ORDER BY u.at)
                                     FROM unnest(k.confkey) WITH ORDINALITY AS u (attnum, at)
                                     JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.attnum),
                    'on_delete', CASE k.confdeltype WHEN 'c' THEN 'cascade' WHEN 'n' THEN 'set_null'
                                   WHEN 'd' THEN 'set_default' WHEN 'r' THEN 'restrict' ELSE 'no_action' END) ORDER BY k.conname)
             FROM pg_constraint k
             JOIN pg_class fc ON fc.oid = k.confrelid
             JOIN pg_namespace fn ON fn.oid = fc.relnamespace
            WHERE k.conrelid = c.oid AND k.contype = 'f' AND k.conparentid = 0), '[]'),
         'row_security', c.relrowsecurity,
         'unlogged', c.relpersistence = 'u',
         'range_by', (SELECT a.attname FROM pg_partitioned_table p
                        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = p.partattrs[0]
                       WHERE p.partrelid = c.oid AND p.partstrat = 'r' AND p.partnatts = 1),
         'keeps_rows', EXISTS (
           SELECT FROM (SELECT c.oid UNION SELECT relid FROM pg_partition_tree(c.oid)) AS tables (oid)
            WHERE EXISTS (SELECT FROM pg_rewrite r WHERE r.ev_class = tables.oid AND r.ev_type = '4')
               -- BEFORE (2) DELETE (8).
               OR EXISTS (SELECT FROM pg_trigger t
                           WHERE t.tgrelid = tables.oid AND NOT t.tgisinternal AND t.tgtype & 10 = 10)),
         'delete_triggers', EXISTS (
           SELECT FROM (SELECT c.oid UNION SELECT relid FROM pg_partition_tree(c.oid)) AS tables (oid)
            WHERE EXISTS (SELECT FROM pg_rewrite r WHERE r.ev_class = tables.oid AND r.ev_type = '4')
               OR EXISTS (SELECT FROM pg_trigger t
                           WHERE t.tgrelid = tables.oid AND NOT t.tgisinternal AND t.tgtype & 8 = 8))) AS f
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
   AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'canai_db') AND n.nspname NOT LIKE 'pg\_t%') AS tables
