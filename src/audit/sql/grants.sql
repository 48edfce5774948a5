-- For each column, whether pgaudit logs that it is read; a table that is not there gives NULL.
SELECT
    w.relation, w.col,
    CASE
        WHEN c.oid IS NULL THEN NULL
        WHEN NOT EXISTS (SELECT FROM pg_roles WHERE rolname = $1) THEN false
        WHEN w.col = '' THEN has_table_privilege($1, c.oid, 'SELECT')
        ELSE has_column_privilege($1, c.oid, (
            SELECT a.attnum FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attname = w.col AND NOT a.attisdropped
        ), 'SELECT')
    END AS granted
FROM unnest($2::text[], $3::text[]) AS w (relation, col)
LEFT JOIN pg_class AS c ON c.oid = to_regclass(w.relation)
ORDER BY w.relation, w.col
