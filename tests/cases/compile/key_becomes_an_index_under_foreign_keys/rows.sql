insert into t values (1, 2, 3);
insert into r values (2, 1);
insert into s values (2);
