-- Types that people made, but not those that come with a table or as the array of another type.
SELECT
    t.oid, t.typnamespace AS schema, t.typname AS name, t.typtype AS kind, t.typrelid AS relation, t.typowner AS owner,
    (SELECT jsonb_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_enum AS e WHERE e.enumtypid = t.oid) AS labels,
    CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END AS base,
    CASE WHEN t.typtype = 'r' THEN (
        -- `rngmultitypid` is of PostgreSQL 14.
        SELECT to_jsonb(r) FROM (SELECT 0::oid AS rngmultitypid) AS older, LATERAL (
            SELECT
                format_type(r.rngsubtype, NULL) AS subtype,
                (
                    SELECT jsonb_build_array(n.nspname, o.opcname)
                    FROM pg_opclass AS o JOIN pg_namespace AS n ON n.oid = o.opcnamespace
                    WHERE o.oid = r.rngsubopc AND NOT o.opcdefault
                ) AS operator_class,
                (
                    SELECT jsonb_build_array(n.nspname, l.collname)
                    FROM pg_collation AS l JOIN pg_namespace AS n ON n.oid = l.collnamespace, pg_type AS s
                    WHERE l.oid = r.rngcollation AND s.oid = r.rngsubtype AND s.typcollation <> r.rngcollation
                ) AS collation,
                (
                    SELECT jsonb_build_array(n.nspname, p.proname)
                    FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace WHERE p.oid = r.rngsubdiff
                ) AS difference,
                r.rngcanonical <> 0 AS is_canonical,
                EXISTS (
                    -- Those that make its values came with it, and with what new functions had by default then.
                    SELECT
                    FROM pg_depend AS d JOIN pg_proc AS p ON p.oid = d.objid
                    WHERE d.classid = 'pg_proc'::regclass AND d.deptype = 'i' AND p.proacl IS NOT NULL
                        AND d.refclassid = 'pg_type'::regclass AND d.refobjid IN (t.oid, rngmultitypid)
                ) AS has_rights,
                (
                    SELECT jsonb_build_array(n.nspname, m.typname)
                    FROM pg_type AS m JOIN pg_namespace AS n ON n.oid = m.typnamespace WHERE m.oid = rngmultitypid
                ) AS multirange
            FROM pg_range AS r WHERE r.rngtypid = t.oid
        ) AS r
    ) END AS range,
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
