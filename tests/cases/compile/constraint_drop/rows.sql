insert into t values (1, 1, 2, 'x', '[1,2]'), (2, 2, null, 'y', '[3,4]');
insert into t values (3, 1 + 2, 2 + 2, 'x', '[5,6]') on conflict do nothing;
