-- ==== rename_index_t_a_idx_to_new.down.sql
-- Undo

ALTER INDEX public.other RENAME TO t_lower_idx;
ALTER INDEX public.new RENAME TO t_a_idx;

