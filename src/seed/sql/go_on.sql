-- Lets the sequence behind a column go on after the greatest number, if it is not there yet: that of an
-- identity, one the column owns, or the one that its default names.
SELECT setval(s.seqrelid::regclass, $3)
  FROM pg_attribute a
  JOIN pg_sequence s ON true
 WHERE a.attrelid = $1 AND a.attname = $2
   AND (EXISTS (SELECT FROM pg_depend d
                 WHERE d.classid = 'pg_class'::regclass AND d.objid = s.seqrelid AND d.deptype IN ('a', 'i')
                   AND d.refclassid = 'pg_class'::regclass AND d.refobjid = a.attrelid
                   AND d.refobjsubid = a.attnum)
     OR EXISTS (SELECT FROM pg_attrdef f
                  JOIN pg_depend d ON d.classid = 'pg_attrdef'::regclass AND d.objid = f.oid
                 WHERE f.adrelid = a.attrelid AND f.adnum = a.attnum
                   AND d.refclassid = 'pg_class'::regclass AND d.refobjid = s.seqrelid))
   AND s.seqincrement > 0
   AND $3 BETWEEN greatest(s.seqmin, coalesce(pg_sequence_last_value(s.seqrelid) + 1, s.seqstart)) AND s.seqmax
