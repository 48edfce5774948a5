insert into t default values;
insert into g values (1);
