-- What it has inherited becomes its own, and stays so.
ALTER TABLE cats NO INHERIT animals;
ALTER TABLE cats INHERIT animals;
INSERT INTO cats VALUES (1, 4, 9);
