INSERT INTO orders (at, note) VALUES ('2024-05-01', 'a'), ('2025-05-01', 'b'), ('2025-06-01', NULL);
DELETE FROM orders WHERE at = '2025-06-01';
INSERT INTO lines VALUES (1, 1, '2024-05-01'), (2, 2, '2025-05-01');
