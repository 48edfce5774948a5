insert into foo values (2.5);
