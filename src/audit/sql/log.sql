-- Entries of the audit log, the latest first.
SELECT
    to_char(l.logged_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS logged_at,
    l.operation, l.table_schema, l.table_name, l.key::text AS key, l.changed,
    l.old_values::text AS old_values, l.new_values::text AS new_values,
    l.login, l.role, l.claims::text AS claims, l.application, l.transaction_id::text AS transaction_id
FROM canai_db_audit.log AS l
WHERE ($1::text IS NULL OR l.table_schema = $1 AND l.table_name = $2)
    AND ($3::text[] IS NULL OR l.key = ANY ($3::text[]::jsonb[]))
    AND ($4::text IS NULL OR l.logged_at >= $4::text::timestamptz)
ORDER BY l.logged_at DESC, l.id DESC
LIMIT $5
