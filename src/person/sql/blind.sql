-- The first of these tables that is not there, or that row security hides rows of.
SELECT t.name, current_user::text, pg_get_userbyid(c.relowner)::text
FROM unnest($1::text[]) AS t(name)
LEFT JOIN pg_catalog.pg_class AS c ON c.oid = to_regclass(t.name)
WHERE c.oid IS NULL OR row_security_active(c.oid)
ORDER BY c.oid IS NOT NULL, t.name
LIMIT 1
