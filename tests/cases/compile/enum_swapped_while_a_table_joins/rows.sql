INSERT INTO p VALUES (1, 'x');
INSERT INTO d VALUES (1, 'y');
INSERT INTO part VALUES (1, 'y');
INSERT INTO left_alone VALUES (1, 'y');
