-- The definitions of views. PostgreSQL prints one under a lock on what it reads; so this query is the last.
SELECT c.oid::int8 AS "of", 0::int8 AS position, pg_get_viewdef(c.oid) AS "definition"
FROM pg_class AS c
WHERE c.relkind IN ('v', 'm')
    AND c.relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname = ANY ($1))
