BEGIN;
-- The text of a value is the same whoever loads it, and a role that row security keeps rows from
-- gets an error instead of a part of the table.
SET LOCAL TimeZone = 'UTC';
SET LOCAL DateStyle = 'ISO, YMD';
SET LOCAL IntervalStyle = 'postgres';
SET LOCAL extra_float_digits = 1;
SET LOCAL bytea_output = 'hex';
SET LOCAL array_nulls = on;
SET LOCAL row_security = off;
SET LOCAL lock_timeout = '10s';
-- One seed at a time: where no unique index guards the key, two would both insert. (`seed`)
SELECT pg_advisory_xact_lock(1936024932)
