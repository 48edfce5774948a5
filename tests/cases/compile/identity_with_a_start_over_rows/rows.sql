insert into s(v) select 'a' from generate_series(1, 5); insert into t default values;
