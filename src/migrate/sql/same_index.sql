-- Whether two indexes, each on its own table, are the same but for their names. Columns are compared
-- by name: a copy of a table that lost columns numbers them anew. Where an index is stored is left out.
WITH index AS (
    SELECT i.indexrelid AS oid,
           ARRAY[i.indisunique::text, i.indnkeyatts::text, i.indclass::text, i.indcollation::text,
                 i.indoption::text, x.relam::text, x.reloptions::text,
                 to_jsonb(i) ->> 'indnullsnotdistinct',
                 pg_get_expr(i.indpred, i.indrelid)] AS properties,
           ARRAY(SELECT pg_get_indexdef(i.indexrelid, n, false)
                   FROM generate_series(1, i.indnatts) AS n ORDER BY n) AS columns
      FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
     WHERE i.indexrelid IN ($1, to_regclass($2))
)
SELECT count(*) = 2
       AND count(DISTINCT columns) = 1
       AND count(DISTINCT properties) = 1 AS same
  FROM index
