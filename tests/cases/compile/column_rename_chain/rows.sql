insert into t values ('one', 2);
