-- How a table hangs on its partitioned table; no row when it is not (or no longer) a partition of it.
SELECT to_regclass($2) IS NOT NULL AS exists,
       (SELECT i.inhdetachpending FROM pg_inherits i
         WHERE i.inhparent = to_regclass($1) AND i.inhrelid = to_regclass($2)) AS pending
