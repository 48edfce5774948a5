-- What belongs to an extension.
SELECT d.classid::regclass::text AS class, d.objid AS oid
FROM pg_depend AS d
WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
