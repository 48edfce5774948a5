-- Extensions, and the schemas of what uses something of them.
SELECT
    e.extname AS name, n.nspname AS schema,
    pg_has_role(e.extowner, 'USAGE')
        OR e.extowner = (SELECT d.datdba FROM pg_database AS d WHERE d.datname = current_database()) AS own,
    (
        SELECT c.description FROM pg_description AS c
        WHERE c.classoid = 'pg_extension'::regclass AND c.objoid = e.oid
            AND c.description IS DISTINCT FROM (SELECT a.comment FROM pg_available_extensions AS a WHERE a.name = e.extname)
    ) AS comment,
    (
        SELECT jsonb_agg(DISTINCT u.schema)
        FROM pg_depend AS m
        JOIN pg_depend AS d ON d.refclassid = m.classid AND d.refobjid = m.objid AND d.deptype IN ('n', 'a')
        CROSS JOIN LATERAL (
            SELECT CASE d.classid
                WHEN 'pg_class'::regclass THEN (SELECT c.relnamespace FROM pg_class AS c WHERE c.oid = d.objid)
                WHEN 'pg_proc'::regclass THEN (SELECT p.pronamespace FROM pg_proc AS p WHERE p.oid = d.objid)
                WHEN 'pg_type'::regclass THEN (SELECT t.typnamespace FROM pg_type AS t WHERE t.oid = d.objid)
                WHEN 'pg_constraint'::regclass THEN (SELECT k.connamespace FROM pg_constraint AS k WHERE k.oid = d.objid)
                WHEN 'pg_attrdef'::regclass THEN (
                    SELECT c.relnamespace FROM pg_attrdef AS a JOIN pg_class AS c ON c.oid = a.adrelid WHERE a.oid = d.objid
                )
                WHEN 'pg_policy'::regclass THEN (
                    SELECT c.relnamespace FROM pg_policy AS p JOIN pg_class AS c ON c.oid = p.polrelid WHERE p.oid = d.objid
                )
                WHEN 'pg_trigger'::regclass THEN (
                    SELECT c.relnamespace FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid WHERE t.oid = d.objid
                )
                WHEN 'pg_rewrite'::regclass THEN (
                    SELECT c.relnamespace FROM pg_rewrite AS r JOIN pg_class AS c ON c.oid = r.ev_class WHERE r.oid = d.objid
                )
            END AS schema
        ) AS u
        WHERE m.refclassid = 'pg_extension'::regclass AND m.refobjid = e.oid AND m.deptype = 'e' AND u.schema IS NOT NULL
    ) AS users
FROM pg_extension AS e
JOIN pg_namespace AS n ON n.oid = e.extnamespace
WHERE e.extname <> 'plpgsql'
