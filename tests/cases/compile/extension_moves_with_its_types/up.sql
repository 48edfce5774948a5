-- ==== update_extension_citext.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- The operators of the extensions' types have to be found, whatever the role's own search_path is.
SELECT set_config('search_path', current_setting('search_path') || ', ext', true);

ALTER EXTENSION citext SET SCHEMA ext;

