insert into p values (1, 'x', 'y'), (1, null, 'z');
