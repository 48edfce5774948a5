-- ==== rename_index_events_1_lower_idx_to_alone.down.sql
-- Undo

ALTER INDEX public.alone RENAME TO events_1_lower_idx;

ALTER TABLE public.events ATTACH PARTITION public.events_1 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');

