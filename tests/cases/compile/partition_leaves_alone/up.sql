-- ==== detach_table_log_2025_from_log.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.log DETACH PARTITION public.log_2025 CONCURRENTLY;

-- ==== detach_table_log_2025_from_log_2.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.log_2025 DROP CONSTRAINT IF EXISTS log_2025_at_check;

