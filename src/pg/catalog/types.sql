-- Enums, domains, composite types and ranges.
SELECT
    'type ' || n.nspname || '.' || t.typname AS object,
    n.nspname::text AS schema,
    pg_get_userbyid(t.typowner) AS owner,
    coalesce(array_to_string(t.typacl::text[], E'\n'), '=U/' || quote_ident(pg_get_userbyid(t.typowner))) AS acl,
    -- A composite type's columns know its relation, a domain's constraints the type itself.
    CASE WHEN t.typtype = 'c' THEN c.oid::int8 ELSE -t.oid::int8 END AS id,
    CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'r' THEN 'range' WHEN 'c' THEN 'composite' ELSE 'base' END
        AS "kind",
    CASE WHEN t.typtype = 'e' THEN (
        SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder) FROM pg_enum AS e WHERE e.enumtypid = t.oid
    ) END AS "values",
    CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END AS "base",
    CASE WHEN t.typnotnull THEN 'true' END AS "not null",
    coalesce(pg_get_expr(t.typdefaultbin, 0), t.typdefault) AS "default",
    CASE WHEN t.typtype = 'd' AND t.typcollation <> b.typcollation THEN t.typcollation::regcollation::text END AS "collation",
    CASE WHEN t.typtype = 'r' THEN (
        SELECT format(
            '%s, operator class %s, collation %s, canonical %s, difference %s',
            format_type(r.rngsubtype, NULL), o.opcname, nullif(r.rngcollation, 0)::regcollation, r.rngcanonical, r.rngsubdiff
        )
        FROM pg_range AS r JOIN pg_opclass AS o ON o.oid = r.rngsubopc WHERE r.rngtypid = t.oid
    ) END AS "range of",
    CASE WHEN t.typtype = 'b' THEN format('input %s, output %s, length %s', t.typinput, t.typoutput, t.typlen) END
        AS "functions",
    d.description AS "comment"
FROM pg_type AS t
JOIN pg_namespace AS n ON n.oid = t.typnamespace
LEFT JOIN pg_class AS c ON c.oid = t.typrelid
LEFT JOIN pg_type AS b ON b.oid = t.typbasetype
LEFT JOIN pg_description AS d ON d.classoid = 'pg_type'::regclass AND d.objoid = t.oid
WHERE (t.typtype IN ('e', 'd', 'r') OR t.typtype = 'c' AND c.relkind = 'c' OR t.typtype = 'b' AND t.typelem = 0)
    AND n.nspname = ANY ($1)
    AND t.oid NOT IN (
        SELECT objid FROM pg_depend
        WHERE refclassid = 'pg_extension'::regclass AND classid = 'pg_type'::regclass AND deptype = 'e'
    )
