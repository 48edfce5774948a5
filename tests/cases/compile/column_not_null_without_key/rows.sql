insert into t select case when g % 2 = 0 then g end, 1 from generate_series(1, 5) g;
