INSERT INTO t VALUES (row(5), row(5));
