-- ==== revoke_from_clerk_on_table_t.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

REVOKE SELECT, SELECT (id, old), INSERT (id), UPDATE, UPDATE (rate) ON TABLE public.t FROM clerk;

ALTER TABLE public.t ALTER COLUMN rate TYPE bigint;

GRANT SELECT, SELECT (id), INSERT, INSERT (id, note), UPDATE (rate) ON TABLE public.t TO clerk;

ALTER TABLE public.t DROP COLUMN old;

