insert into t values (1, 'ok'), (2, null);
