insert into t (a) values (1), (null);
update t set a = 2 where a is null;
