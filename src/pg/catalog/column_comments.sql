-- Comments on columns: few, where a join with every column would be dear.
SELECT objoid::int8 AS "of", objsubid::int8 AS position, description AS "comment"
FROM pg_description
WHERE classoid = 'pg_class'::regclass AND objsubid > 0
    AND objoid IN (
        SELECT oid FROM pg_class WHERE relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname = ANY ($1))
    )
