-- ==== revoke_from_app_on_schema_public.down.sql
-- Undo

GRANT USAGE ON SCHEMA public TO PUBLIC;
REVOKE USAGE ON SCHEMA public FROM app;
GRANT CREATE ON SCHEMA public TO app;

