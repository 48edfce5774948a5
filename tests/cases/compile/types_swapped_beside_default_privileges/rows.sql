INSERT INTO t VALUES ('open', 'a', 1);
