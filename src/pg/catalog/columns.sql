-- Columns of tables, views and composite types: what a change can touch, and as little else as can be,
-- since nothing in a database is as many.
SELECT
    'column' AS part,
    a.attrelid::int8 AS "of",
    a.attnum::int8 AS position,
    a.attname::text AS name,
    array_to_string(a.attacl::text[], E'\n') AS acl,
    format_type(a.atttypid, a.atttypmod) AS "type",
    CASE WHEN a.attnotnull THEN 'true' END AS "not null",
    -- Without the table's context, which is dear, and which only a generated column needs.
    CASE a.attgenerated WHEN '' THEN pg_get_expr(d.adbin, 0) ELSE pg_get_expr(d.adbin, d.adrelid) END AS "default",
    CASE a.attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default' END AS "identity",
    CASE a.attgenerated WHEN '' THEN NULL WHEN 's' THEN 'stored' ELSE 'virtual' END AS "generated",
    CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::regcollation::text END AS "collation",
    CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage::text END AS "storage",
    CASE WHEN a.attcompression <> '' THEN a.attcompression::text END AS "compression",
    CASE WHEN a.attstattarget >= 0 THEN a.attstattarget::text END AS "statistics",
    -- pg_attver is the server's own and differs between databases.
    CASE WHEN a.attoptions IS NOT NULL THEN (
        SELECT string_agg(o, ', ' ORDER BY o) FROM unnest(a.attoptions) AS o WHERE o NOT LIKE 'pg\_attver=%'
    ) END AS "options"
FROM pg_attribute AS a
JOIN pg_type AS t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attnum > 0 AND NOT a.attisdropped
    AND a.attrelid IN (
        SELECT oid FROM pg_class
        WHERE relkind IN ('r', 'p', 'v', 'm', 'c', 'f')
            AND relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname = ANY ($1))
    )
