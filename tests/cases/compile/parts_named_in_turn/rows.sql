insert into swapped values (1,'1'),(2,'2');
insert into orders_of_the_customers_who_came_by_from_other_plac values (1,'1'),(2,'2');
