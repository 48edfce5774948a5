-- The foreign keys that change rows when what they refer to is deleted: for each, a query for the rows
-- that refer to a row `t`.
SELECT format('SELECT FROM %s AS f WHERE %s', k.conrelid::regclass, (
         SELECT string_agg(format('f.%I = t.%I', own.attname, other.attname), ' AND ')
           FROM unnest(k.conkey, k.confkey) AS u (own, other)
           JOIN pg_attribute own ON own.attrelid = k.conrelid AND own.attnum = u.own
           JOIN pg_attribute other ON other.attrelid = k.confrelid AND other.attnum = u.other))
  FROM pg_constraint k
 WHERE k.contype = 'f' AND k.confrelid = $1 AND k.confdeltype IN ('c', 'n', 'd')
