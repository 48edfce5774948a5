-- The comments on everything but PostgreSQL's own objects.
SELECT d.classoid::regclass::text AS class, d.objoid AS oid, d.objsubid AS part, d.description AS text
FROM pg_description AS d
WHERE d.objoid >= 16384 OR d.classoid = 'pg_namespace'::regclass
UNION ALL
SELECT d.classoid::regclass::text, d.objoid, 0, d.description
FROM pg_shdescription AS d
WHERE d.classoid = 'pg_authid'::regclass
