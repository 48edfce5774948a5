-- Columns of tables, views and composite types. A column of pg_attribute that an older server does not
-- have is looked up without a table's name, and so found in `older`.
SELECT
    a.relation, a.number, a.name, format_type(a.type, a.modifier) AS type, format_type(a.type, NULL) AS bare_type,
    CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, NULL) END AS base_type,
    a.not_null,
    -- DEFAULT takes only what needs no parentheses, GENERATED stands in them.
    (
        SELECT jsonb_build_array(p, CASE WHEN a.generated <> '' AND p ~ '\mAND\M.*\mAND\M|\mOR\M.*\mOR\M' THEN pg_get_expr(d.adbin, d.adrelid) END) FROM pg_get_expr(d.adbin, d.adrelid, a.generated <> '') AS p
    ) AS default,
    a.identity, a.generated,
    CASE
        WHEN a.collation <> t.typcollation AND a.collation <> 0 THEN (
            SELECT jsonb_build_array(n.nspname, l.collname)
            FROM pg_collation AS l JOIN pg_namespace AS n ON n.oid = l.collnamespace WHERE l.oid = a.collation
        )
    END AS collation,
    CASE WHEN a.storage <> t.typstorage THEN a.storage END AS storage,
    a.compression, a.options, a.statistics,
    CASE WHEN a.acl IS NOT NULL THEN (
        SELECT jsonb_agg(jsonb_build_array(x.grantee, x.privilege_type, x.is_grantable)) FROM aclexplode(a.acl) AS x
    ) END AS acl
FROM (SELECT ''::"char" AS attcompression) AS older, LATERAL (
    SELECT
        a.attrelid AS relation, a.attnum AS number, a.attname AS name, a.atttypid AS type, a.atttypmod AS modifier,
        a.attnotnull AS not_null, a.attidentity AS identity, a.attgenerated AS generated, a.attcollation AS collation,
        a.attstorage AS storage, attcompression AS compression, a.attstattarget AS statistics,
        a.attacl AS acl,
        -- pg_attver is the server's own and differs between databases.
        CASE WHEN a.attoptions IS NOT NULL THEN (
            SELECT jsonb_agg(o ORDER BY o) FROM unnest(a.attoptions) AS o WHERE o NOT LIKE 'pg_attver=%'
        ) END AS options
    FROM pg_attribute AS a
    JOIN pg_class AS c ON c.oid = a.attrelid
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE a.attnum > 0 AND NOT a.attisdropped
        AND c.relkind IN ('r', 'p', 'v', 'm', 'c', 'f')
        AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
) AS a
JOIN pg_type AS t ON t.oid = a.type
LEFT JOIN pg_attrdef AS d ON d.adrelid = a.relation AND d.adnum = a.number
ORDER BY a.relation, a.number
