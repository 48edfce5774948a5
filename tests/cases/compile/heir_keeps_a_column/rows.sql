insert into c values (1,2,3); insert into e values (4,5);
