-- One look at everything, which changes nothing and waits for nobody for long.
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL lock_timeout = '5s';
-- A limit where the server has none.
SELECT set_config('statement_timeout', '60s', true) WHERE current_setting('statement_timeout') = '0';
DO $$ BEGIN
    IF current_setting('server_version_num')::int < 140000 THEN
        RAISE EXCEPTION 'PostgreSQL % is too old: its catalog can be read from PostgreSQL 14 on', current_setting('server_version')
            USING ERRCODE = 'feature_not_supported', HINT = 'Migrations, jobs and reports work with PostgreSQL 13.';
    END IF;
END $$;
