-- How many rows of each of these tables this session deleted and changed lately.
SELECT coalesce(pg_stat_get_xact_tuples_deleted(o), 0), coalesce(pg_stat_get_xact_tuples_updated(o), 0)
  FROM unnest($1::oid[]) WITH ORDINALITY AS u (o, at)
 ORDER BY at
