insert into a values (41,'x');
insert into b default values;
insert into c default values;
insert into c default values;
insert into d values (7);
