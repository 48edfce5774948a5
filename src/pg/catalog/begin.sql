-- One look at everything, which changes nothing and waits for nobody for long.
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL lock_timeout = '5s';
-- A limit where the server has none.
SELECT set_config('statement_timeout', '60s', true) WHERE current_setting('statement_timeout') = '0';
