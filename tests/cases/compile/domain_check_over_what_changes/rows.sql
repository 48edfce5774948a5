insert into t values ('a', 'b', 'c');
