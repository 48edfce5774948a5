insert into o values (1,2);
