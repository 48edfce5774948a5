insert into p (k) values (1), (1), (3);
