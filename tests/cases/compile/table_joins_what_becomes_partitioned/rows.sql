insert into p2 values (21, 1); insert into p values (3, 1), (6, 4);
