insert into t values (1, 1, 1, 'x', 1, '[1,2]'), (2, 2, 2, null, null, '[3,4]');
