insert into counted values (1), (5);
insert into serials values (1), (5);
