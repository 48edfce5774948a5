-- ==== create_extension_hstore.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE EXTENSION hstore SCHEMA ext;

COMMENT ON EXTENSION pg_trgm IS 'New.';

ALTER EXTENSION pgcrypto SET SCHEMA ext;

DROP EXTENSION btree_gin;

