-- Bounds are passed as text, so that text is the same whoever runs this; and a role that row security
-- keeps rows from gets an error instead of a part of the table.
SET TimeZone = 'UTC';
SET DateStyle = 'ISO, YMD';
SET IntervalStyle = 'postgres';
SET extra_float_digits = 1;
SET bytea_output = 'hex';
SET row_security = off;
SET plan_cache_mode = force_custom_plan;
SET search_path = '';
-- A job on the audit log is its retention; nothing else may delete from it.
SET canai_db.audit_retention = 'on';
SET lock_timeout = '5s';
SET statement_timeout = '5min';
SET idle_in_transaction_session_timeout = '1min'
