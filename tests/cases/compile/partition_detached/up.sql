-- ==== rename_index_events_1_lower_idx_to_alone.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.events DETACH PARTITION public.events_1;

ALTER INDEX public.events_1_lower_idx RENAME TO alone;

