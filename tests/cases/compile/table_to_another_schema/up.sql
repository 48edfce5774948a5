-- ==== move_table_t_to_schema_app.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t SET SCHEMA app;

