insert into t values (1, 1, 'x'), (2, 2, 'y'), (3, 1, null);
refresh materialized view stored;
