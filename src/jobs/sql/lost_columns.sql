-- The columns of an archive that a table has not, but for those that the archive computes.
SELECT quote_ident(a.attname)
  FROM pg_attribute AS a
  LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
 WHERE a.attrelid = $1::text::regclass AND a.attnum > 0 AND NOT a.attisdropped
   AND a.attname <> ALL ($2::text[])
   AND a.attidentity = '' AND a.attgenerated = ''
   AND coalesce(pg_get_expr(d.adbin, d.adrelid), '') !~* '[(]|current|localtime|user'
