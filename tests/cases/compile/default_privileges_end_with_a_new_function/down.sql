-- ==== create_function_f.down.sql
-- Undo

ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

DROP ROUTINE public.f();

