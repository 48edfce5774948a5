-- ==== comment_on_schema_public.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

COMMENT ON SCHEMA public IS 'standard public schema';

