-- Scratch databases that we may drop and that nobody uses.
SELECT d.datname::text
FROM pg_database AS d
WHERE d.datname LIKE 'canai\_db\_scratch\_%'
    AND pg_has_role(d.datdba, 'USAGE')
    AND NOT EXISTS (SELECT FROM pg_stat_activity AS a WHERE a.datid = d.oid)
