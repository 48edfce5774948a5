insert into a values ('x'),('y');
