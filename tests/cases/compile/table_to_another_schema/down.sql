-- ==== move_table_t_to_schema_app.down.sql
-- Undo

ALTER TABLE app.t SET SCHEMA public;

