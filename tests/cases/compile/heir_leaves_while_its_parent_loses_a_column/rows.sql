insert into clone values (1, 2);
