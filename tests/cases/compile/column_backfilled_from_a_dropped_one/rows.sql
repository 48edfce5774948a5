insert into t values (1, 'Ada L'), (2, null);
