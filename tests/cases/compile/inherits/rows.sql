INSERT INTO parents VALUES (1, 'x', 5); INSERT INTO children VALUES (2, 'y', 7);
