-- ==== create_sales_new.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER DEFAULT PRIVILEGES FOR ROLE reader REVOKE USAGE ON SCHEMAS FROM clerk;

ALTER DEFAULT PRIVILEGES FOR ROLE clerk IN SCHEMA sales GRANT USAGE ON SEQUENCES TO reader;

ALTER DEFAULT PRIVILEGES IN SCHEMA sales REVOKE USAGE ON TYPES FROM reader;

ALTER DEFAULT PRIVILEGES IN SCHEMA sales GRANT SELECT ON TABLES TO reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA sales GRANT INSERT ON TABLES TO clerk;

DROP VIEW sales.seen;
DROP TABLE sales.new;

REVOKE SELECT ON TABLE sales.before FROM clerk;

DROP ROUTINE sales.g();
DROP ROUTINE sales.f();

