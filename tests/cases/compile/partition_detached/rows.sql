INSERT INTO events_1 VALUES (1, '2026-05-05', 'x');
