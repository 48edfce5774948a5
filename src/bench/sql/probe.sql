-- Always the same work, of a millisecond or two.
SELECT sum(number) FROM generate_series(1, 10000) AS number
