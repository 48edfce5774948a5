-- ==== create_schema_odd_schema.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE SCHEMA "odd schema";

COMMENT ON SCHEMA two IS 'Two.';

DROP SCHEMA one;

