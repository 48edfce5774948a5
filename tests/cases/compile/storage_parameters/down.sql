-- ==== set_storage_parameters_of_table_t.down.sql
-- Undo

ALTER TABLE public.u SET UNLOGGED;

ALTER TABLE public.t RESET (autovacuum_vacuum_scale_factor), SET (fillfactor = 70, autovacuum_enabled = false);

