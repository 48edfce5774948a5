insert into t values (1, 1, 1, 1, 1), (2, null, null, 2, 2), (3, null, 5, 2, 2);
