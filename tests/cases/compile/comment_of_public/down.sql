-- ==== comment_on_schema_public.down.sql
-- Undo

COMMENT ON SCHEMA public IS 'ours';

