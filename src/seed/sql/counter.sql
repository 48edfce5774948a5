-- Lets the sequence behind a column go on after a number: that of an identity, one the column owns,
-- or the one that its default names.
SELECT setval(s.oid::regclass, $3)
  FROM pg_attribute a
  JOIN pg_class s ON s.relkind = 'S'
 WHERE a.attrelid = $1 AND a.attname = $2
   AND (EXISTS (SELECT FROM pg_depend d
                 WHERE d.classid = 'pg_class'::regclass AND d.objid = s.oid AND d.deptype IN ('a', 'i')
                   AND d.refclassid = 'pg_class'::regclass AND d.refobjid = a.attrelid
                   AND d.refobjsubid = a.attnum)
     OR EXISTS (SELECT FROM pg_attrdef f
                  JOIN pg_depend d ON d.classid = 'pg_attrdef'::regclass AND d.objid = f.oid
                 WHERE f.adrelid = a.attrelid AND f.adnum = a.attnum
                   AND d.refclassid = 'pg_class'::regclass AND d.refobjid = s.oid))
