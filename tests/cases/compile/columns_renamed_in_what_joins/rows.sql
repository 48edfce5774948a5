insert into c values (1, 2);
insert into h values (3, 4);
