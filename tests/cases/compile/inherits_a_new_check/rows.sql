insert into par values (1,2);
