-- ==== create_sequence_s_q.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP VIEW s.v;

CREATE SEQUENCE s.q;

REVOKE USAGE ON SEQUENCE s.q FROM PUBLIC;

ALTER TABLE s.t ALTER COLUMN a TYPE bigint;

CREATE VIEW s.v AS
select t.a
  from s.t;

REVOKE SELECT ON TABLE s.v FROM PUBLIC;

ALTER DEFAULT PRIVILEGES IN SCHEMA s REVOKE USAGE ON SEQUENCES FROM PUBLIC;

