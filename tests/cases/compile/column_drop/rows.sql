insert into t (id, a, b, c, d, e, g) values (1, 'x', 'b', 1, 0, 1, 3);
