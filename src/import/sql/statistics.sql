-- Extended statistics.
SELECT
    s.oid, s.stxrelid AS relation, s.stxname AS name, s.stxnamespace AS schema, s.stxkind AS kinds,
    s.stxstattarget AS target, pg_get_statisticsobjdef(s.oid) AS definition
FROM pg_statistic_ext AS s
JOIN pg_namespace AS n ON n.oid = s.stxnamespace
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY s.stxrelid, s.stxname
