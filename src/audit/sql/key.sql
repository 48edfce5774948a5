-- The columns of a table's primary key, in its order.
SELECT a.attname::text AS column
FROM pg_index AS i
JOIN pg_class AS c ON c.oid = i.indrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k (number, place)
JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = k.number
WHERE i.indisprimary AND n.nspname = $1 AND c.relname = $2 AND k.place <= i.indnkeyatts
ORDER BY k.place
