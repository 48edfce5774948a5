insert into t (id, wider, longer, at) values (1, 'a', 1.5, '2020-01-01');
