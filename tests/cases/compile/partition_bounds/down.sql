-- ==== detach_table_events_1_from_events.down.sql
-- Undo

ALTER TABLE public.events DETACH PARTITION public.events_1;

ALTER TABLE public.events ATTACH PARTITION public.events_1 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');

