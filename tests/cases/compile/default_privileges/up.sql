-- ==== create_sales_new.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE FUNCTION sales.f()
    RETURNS integer
    LANGUAGE sql
AS $$select 1$$;

REVOKE EXECUTE ON ROUTINE sales.f() FROM PUBLIC;

CREATE FUNCTION sales.g()
    RETURNS integer
    LANGUAGE sql
AS $$select 1$$;

GRANT EXECUTE ON ROUTINE sales.g() TO PUBLIC;
GRANT EXECUTE ON ROUTINE sales.g() TO clerk;

GRANT SELECT ON TABLE sales.before TO clerk;

CREATE TABLE sales.new (
    id bigint,
    b  text
);

REVOKE SELECT, INSERT ON TABLE sales.new FROM clerk;
GRANT SELECT (b) ON TABLE sales.new TO clerk;
GRANT SELECT ON TABLE sales.new TO reader;

CREATE VIEW sales.seen AS
select b from sales.new;

REVOKE SELECT, INSERT ON TABLE sales.seen FROM clerk;
REVOKE SELECT ON TABLE sales.seen FROM reader;

ALTER DEFAULT PRIVILEGES IN SCHEMA sales REVOKE INSERT ON TABLES FROM clerk;
ALTER DEFAULT PRIVILEGES IN SCHEMA sales REVOKE SELECT ON TABLES FROM reader;

ALTER DEFAULT PRIVILEGES IN SCHEMA sales GRANT USAGE ON TYPES TO reader;

ALTER DEFAULT PRIVILEGES FOR ROLE clerk IN SCHEMA sales REVOKE USAGE ON SEQUENCES FROM reader;

ALTER DEFAULT PRIVILEGES FOR ROLE reader GRANT USAGE ON SCHEMAS TO clerk WITH GRANT OPTION;

