insert into t values (1, 2, 3);
select setval('s', 7);
