insert into t values (1, 1, null, 'x', '[1,2]'), (null, 2, null, 'y', '[3,4]');
