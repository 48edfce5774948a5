-- ==== move_table_t_to_schema_app.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t SET SCHEMA app;
ALTER STATISTICS public.s SET SCHEMA app;
ALTER STATISTICS public.s2 SET SCHEMA app;

ALTER TABLE app.t RENAME TO t_n;

ALTER STATISTICS app.s RENAME TO s_n;

DROP STATISTICS app.s2;

ALTER TABLE app.t_n ALTER COLUMN a TYPE text;

ALTER STATISTICS app.s_n SET STATISTICS 70;

CREATE STATISTICS app.s3 ON b, (a || 'x'::text) FROM app.t_n;

