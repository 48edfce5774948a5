insert into t values (1, 2, 3); insert into priv.secrets values (1, 'a');
