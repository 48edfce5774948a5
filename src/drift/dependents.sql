-- What uses something that an extension brings.
SELECT DISTINCT pg_describe_object(d.classid, d.objid, d.objsubid)
FROM pg_extension AS e
JOIN pg_depend AS m ON m.refclassid = 'pg_extension'::regclass AND m.refobjid = e.oid AND m.deptype = 'e'
JOIN pg_depend AS d ON d.refclassid = m.classid AND d.refobjid = m.objid AND d.deptype IN ('n', 'a')
WHERE e.extname = $1
    AND NOT EXISTS (
        SELECT FROM pg_depend AS o WHERE o.classid = d.classid AND o.objid = d.objid AND o.deptype IN ('e', 'i')
    )
ORDER BY 1
LIMIT 20
