insert into p values ('a',1);
insert into r values (2,1);
