INSERT INTO late VALUES (1, 'x'), (2, 'y');
INSERT INTO sum_of VALUES (1);
INSERT INTO kept VALUES (1, ROW(1));
INSERT INTO holds_moved VALUES (1, ROW(7));
