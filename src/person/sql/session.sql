-- The text of a value is the same whoever asks for it.
SET TimeZone = 'UTC';
SET DateStyle = 'ISO, YMD';
SET IntervalStyle = 'postgres';
SET extra_float_digits = 1;
SET bytea_output = 'hex';
SET lock_timeout = '10s';
SET search_path = '';
-- Files are deleted once what the ledger says of them is on the disk.
SET synchronous_commit = on;
