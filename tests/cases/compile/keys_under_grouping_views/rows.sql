INSERT INTO anew VALUES (1, 'a'), (2, 'b');
INSERT INTO moved_key VALUES (1, 3, 'c');
REFRESH MATERIALIZED VIEW stored;
