-- ==== update_extension_citext.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER EXTENSION citext SET SCHEMA ext;

