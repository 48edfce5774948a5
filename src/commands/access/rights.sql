-- The columns that each role may read, give a value in a new row, and change.
SELECT
    r.name, t.at, a.attname::text,
    has_column_privilege(r.name, t.name::regclass, a.attnum, 'SELECT'),
    has_column_privilege(r.name, t.name::regclass, a.attnum, 'INSERT'),
    has_column_privilege(r.name, t.name::regclass, a.attnum, 'UPDATE')
FROM
    unnest($1::text[]) AS r(name),
    unnest($2::text[]) WITH ORDINALITY AS t(name, at)
    JOIN pg_attribute AS a ON a.attrelid = t.name::regclass AND a.attnum > 0 AND NOT a.attisdropped
