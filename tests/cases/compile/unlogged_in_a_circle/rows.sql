insert into a values (1,null); insert into b values (1,null); insert into c values (1,1,1); update a set b=1; update b set c=1;
insert into new_a values (1,1); insert into new_b values (1,1);
insert into old_a values (1,null); insert into old_b values (1,1); update old_a set b=1;
insert into itself values (1,1);
