insert into old (a) values ('x');
