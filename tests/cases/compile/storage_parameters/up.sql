-- ==== set_storage_parameters_of_table_t.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t RESET (autovacuum_enabled), SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.1);

ALTER TABLE public.u SET LOGGED;

