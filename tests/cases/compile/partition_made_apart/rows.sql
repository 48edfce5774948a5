INSERT INTO orders (id, placed, note) VALUES (1, '2025-05-05', 'a'), (2, '2026-05-05', 'b'), (3, '2030-01-01', 'c');
INSERT INTO archive (id, placed, note) VALUES (1, '2024-05-05', 'a');
