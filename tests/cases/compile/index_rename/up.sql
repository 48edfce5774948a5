-- ==== rename_index_t_a_idx_to_new.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER INDEX public.t_a_idx RENAME TO new;
ALTER INDEX public.t_lower_idx RENAME TO other;

