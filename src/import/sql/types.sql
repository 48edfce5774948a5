-- Types that people made, but not those that come with a table or as the array of another type.
SELECT
    t.oid, t.typnamespace AS schema, t.typname AS name, t.typtype AS kind, t.typrelid AS relation, t.typowner AS owner,
    (SELECT jsonb_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_enum AS e WHERE e.enumtypid = t.oid) AS labels,
    CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END AS base,
    t.typnotnull AS not_null,
    CASE WHEN t.typtype = 'd' THEN pg_get_expr(t.typdefaultbin, 0) END AS default,
    CASE
        WHEN t.typtype = 'd' AND t.typcollation <> b.typcollation THEN (
            SELECT jsonb_build_array(n.nspname, l.collname)
            FROM pg_collation AS l JOIN pg_namespace AS n ON n.oid = l.collnamespace WHERE l.oid = t.typcollation
        )
    END AS collation,
    (SELECT jsonb_agg(jsonb_build_array(x.grantee, x.privilege_type, x.is_grantable)) FROM aclexplode(t.typacl) AS x) AS acl
FROM pg_type AS t
JOIN pg_namespace AS n ON n.oid = t.typnamespace
LEFT JOIN pg_class AS c ON c.oid = t.typrelid
LEFT JOIN pg_type AS b ON b.oid = t.typbasetype
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    AND (c.oid IS NULL OR c.relkind = 'c')
    -- Multiranges come with their ranges, arrays with their elements.
    AND t.typtype <> 'm'
    AND NOT (t.typtype = 'b' AND t.typelem <> 0 AND t.typcategory = 'A')
