insert into p values ('a',1), ('b',2);
insert into r values (2,1), (7,2);
