insert into t values (1, 1, 2, 'x', '[1,2]'), (2, 2, null, 'y', '[3,4]') on conflict do nothing;
