INSERT INTO t VALUES (row(5, 6), row(5, 6), row(5, 6));
