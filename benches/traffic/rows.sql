INSERT INTO accounts SELECT n, 'account ' || n FROM generate_series(1, 10000) AS n;
INSERT INTO events (account_id, kind, amount, note, external, created_at)
SELECT 1 + n % 10000, 'view', n % 100, md5(n::text), 'x' || n, now() - n * interval '1 second'
FROM generate_series(1, :rows) AS n;
