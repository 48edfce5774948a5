-- An estimate: what the rows would take by the planner's statistics, against what is on disk. It reads
-- no table; a table never analyzed, or whose statistics this role may not see, has no estimate.
WITH locked AS (
    -- Asking for the size of what is locked, or soon to be, would wait.
    SELECT coalesce(i.indrelid, l.relation) AS relid, l.relation
    FROM pg_locks l
    LEFT JOIN pg_index i ON i.indexrelid = l.relation
    WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock'
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
),
settings AS (
    SELECT current_setting('block_size')::float8 AS page, 24.0::float8 AS page_header, 28.0::float8 AS row_header
),
widths AS (
    SELECT a.attrelid,
           sum((1 - s.null_frac) * s.avg_width) AS width,
           count(s.attname) = count(*) AS is_known
    FROM pg_attribute a
    JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'm')
    JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname NOT IN ('pg_catalog', 'information_schema')
    LEFT JOIN pg_stats s ON s.schemaname = n.nspname AND s.tablename = c.relname AND s.attname = a.attname
        AND NOT s.inherited
    WHERE a.attnum > 0 AND NOT a.attisdropped
    GROUP BY a.attrelid
),
-- Values that were too long for their row, in pieces of 1996 bytes, four to a page. All are taken to be
-- whole, so that bloat is missed, not invented; without a VACUUM nobody knows how many there are.
toasts AS (
    SELECT c.oid AS relid,
           CASE WHEN t.oid NOT IN (SELECT relation FROM locked) THEN pg_relation_size(t.oid) END AS size_bytes,
           CASE WHEN t.reltuples > 0 OR t.reltuples = 0 AND t.relpages > 0
                THEN ceil(t.reltuples / 4) * current_setting('block_size')::float8 END AS needed_bytes
    FROM pg_class c
    JOIN pg_class t ON t.oid = c.reltoastrelid
),
tables AS (
    SELECT c.oid AS relid, NULL::oid AS indexrelid,
           CASE WHEN c.oid NOT IN (SELECT relation FROM locked) THEN pg_relation_size(c.oid) END
               + CASE WHEN o.relid IS NULL THEN 0 ELSE o.size_bytes END AS size_bytes,
           CASE WHEN w.is_known AND c.reltuples >= 0 THEN
               ceil(c.reltuples / greatest(1, floor((s.page - s.page_header)
                   * coalesce(substring(array_to_string(c.reloptions, ' ') FROM 'fillfactor=([0-9]+)')::float8, 100) / 100
                   / (s.row_header + ceil(w.width / 8) * 8)))) * s.page
               + coalesce(least(o.needed_bytes, o.size_bytes), o.size_bytes, 0) END AS needed_bytes
    FROM widths w
    JOIN pg_class c ON c.oid = w.attrelid
    LEFT JOIN toasts o ON o.relid = c.oid
    CROSS JOIN settings s
),
index_widths AS (
    SELECT i.indexrelid, i.indrelid,
           sum((1 - st.null_frac) * st.avg_width) AS width,
           count(st.attname) = count(*) AS is_known
    FROM pg_index i
    JOIN pg_class t ON t.oid = i.indrelid AND t.relkind IN ('r', 'm')
    JOIN pg_namespace n ON n.oid = t.relnamespace AND n.nspname NOT IN ('pg_catalog', 'pg_toast', 'information_schema')
    CROSS JOIN LATERAL unnest(i.indkey::int2[]) AS k(attnum)
    LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum AND k.attnum > 0
    LEFT JOIN pg_stats st ON st.schemaname = n.nspname AND st.tablename = t.relname AND st.attname = a.attname
        AND NOT st.inherited
    GROUP BY i.indexrelid, i.indrelid
),
indexes AS (
    SELECT w.indrelid AS relid, w.indexrelid, CASE WHEN w.indexrelid NOT IN (SELECT relation FROM locked) THEN pg_relation_size(w.indexrelid) END AS size_bytes,
           -- An entry has 8 bytes of its own and 4 of the page; inner pages are few. Equal entries share
           -- one since PostgreSQL 13, so that the estimate is high and bloat is missed, not invented.
           CASE WHEN w.is_known AND c.reltuples >= 0 THEN
               (1 + ceil(c.reltuples * (12 + ceil(w.width / 8) * 8)
                   / ((s.page - 40) * coalesce(
                       substring(array_to_string(c.reloptions, ' ') FROM 'fillfactor=([0-9]+)')::float8, 90) / 100)))
                   * s.page END AS needed_bytes
    FROM index_widths w
    JOIN pg_class c ON c.oid = w.indexrelid AND c.relkind = 'i'
        AND c.relam = (SELECT oid FROM pg_am WHERE amname = 'btree')
    CROSS JOIN settings s
)
SELECT b.relid::regclass::text AS relation,
       b.indexrelid::regclass::text AS index,
       b.size_bytes::bigint AS size_bytes,
       CASE WHEN b.needed_bytes > b.size_bytes THEN 0 ELSE b.size_bytes - b.needed_bytes END::bigint AS bloat_bytes,
       CASE WHEN b.needed_bytes > b.size_bytes THEN 0 ELSE b.size_bytes - b.needed_bytes END::float8
           / nullif(b.size_bytes, 0) AS bloat_ratio
FROM (SELECT * FROM tables UNION ALL SELECT * FROM indexes) b
WHERE b.size_bytes IS DISTINCT FROM 0
ORDER BY bloat_bytes DESC NULLS LAST, relation, index NULLS FIRST
