-- ==== detach_table_events_1_from_events.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.events DETACH PARTITION public.events_1;

ALTER TABLE public.events ATTACH PARTITION public.events_1 FOR VALUES FROM ('2025-01-01') TO ('2027-01-01');

