SELECT count(*) AS hidden
FROM pg_sequence s
WHERE NOT has_sequence_privilege(s.seqrelid, 'USAGE, SELECT')
