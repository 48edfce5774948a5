-- What the numbers in the keys of indexes mean: operator classes, with whether they are the default of
-- the method, and the collations that are in use.
SELECT
    'class' AS kind, o.oid::int8 AS number,
    CASE WHEN n.nspname = 'pg_catalog' THEN o.opcname ELSE n.nspname || '.' || o.opcname END::text AS name,
    -- Columns of other types can take these two as well.
    o.opcdefault AND o.opcintype NOT IN ('bpchar'::regtype, 'oid'::regtype) AS is_default
FROM pg_opclass AS o
JOIN pg_namespace AS n ON n.oid = o.opcnamespace
UNION ALL
SELECT 'collation', c.oid::int8, c.oid::regcollation::text, c.collname = 'default' AND c.collnamespace = 'pg_catalog'::regnamespace
FROM pg_collation AS c
WHERE c.oid IN (SELECT unnest(indcollation) FROM pg_index WHERE indcollation[0] <> 0 OR indnkeyatts > 1)
