insert into t values (1, 2, 'a');
insert into m values (1), (15);
insert into q values (22);
insert into m1_moved values (4);
