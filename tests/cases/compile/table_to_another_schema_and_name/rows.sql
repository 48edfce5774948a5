insert into t (e) values ('a'), ('a');
insert into u default values;
