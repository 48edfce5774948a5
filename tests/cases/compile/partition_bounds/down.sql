-- ==== refuse_new_rows_in_table_events_1_that_do_not_fit_3.down.sql
-- Undo

ALTER TABLE public.events_1
    ADD CONSTRAINT events_1_partition CHECK (at IS NOT NULL AND at >= '2025-01-01' AND at < '2027-01-01') NOT VALID;

ALTER TABLE public.events DETACH PARTITION public.events_1;

ALTER TABLE public.events ATTACH PARTITION public.events_1 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');

-- ==== refuse_new_rows_in_table_events_1_that_do_not_fit_validate.down.sql
-- Undo

ALTER TABLE public.events_1 DROP CONSTRAINT events_1_partition;
ALTER TABLE public.events_1
    ADD CONSTRAINT events_1_partition CHECK (at IS NOT NULL AND at >= '2025-01-01' AND at < '2027-01-01') NOT VALID;

-- ==== refuse_new_rows_in_table_events_1_that_do_not_fit.down.sql
-- Undo

ALTER TABLE public.events_1 DROP CONSTRAINT events_1_partition;

