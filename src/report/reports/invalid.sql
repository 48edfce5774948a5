WITH locked AS (
    -- Asking for the size of what is locked, or soon to be, would wait.
    SELECT coalesce(i.indrelid, l.relation) AS relid, l.relation
    FROM pg_locks l
    LEFT JOIN pg_index i ON i.indexrelid = l.relation
    WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock'
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
)
SELECT i.indrelid::regclass::text AS relation,
       c.relname::text AS object,
       CASE WHEN EXISTS (SELECT FROM pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid)
            THEN 'index is being built'
            WHEN i.indisready THEN 'invalid index, still maintained'
            ELSE 'invalid index' END AS problem,
       CASE WHEN i.indexrelid NOT IN (SELECT relation FROM locked)
            THEN pg_relation_size(i.indexrelid) END::bigint AS size_bytes,
       CASE WHEN c.relkind = 'I' THEN 'attach the missing partitions'' indexes' ELSE
       'REINDEX INDEX CONCURRENTLY ' || i.indexrelid::regclass::text END AS remedy
FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid
WHERE NOT i.indisvalid
UNION ALL
SELECT k.conrelid::regclass::text, k.conname::text, 'constraint that was not validated', NULL,
       format('ALTER TABLE %s VALIDATE CONSTRAINT %I', k.conrelid::regclass, k.conname)
FROM pg_constraint k
WHERE NOT k.convalidated AND k.conrelid <> 0
UNION ALL
SELECT t.tgrelid::regclass::text, t.tgname::text, 'trigger that is switched off', NULL,
       format('ALTER TABLE %s ENABLE TRIGGER %I', t.tgrelid::regclass, t.tgname)
FROM pg_trigger t
WHERE t.tgenabled = 'D' AND NOT t.tgisinternal
ORDER BY problem, relation, object
