-- ==== create_schema_odd_schema.down.sql
-- Undo

CREATE SCHEMA one;

GRANT USAGE ON SCHEMA one TO PUBLIC;

COMMENT ON SCHEMA two IS NULL;

DROP SCHEMA "odd schema";

