-- ==== revoke_from_app_on_schema_public.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

REVOKE CREATE ON SCHEMA public FROM app;
GRANT USAGE ON SCHEMA public TO app;
REVOKE USAGE, CREATE ON SCHEMA public FROM PUBLIC;

