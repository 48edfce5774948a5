-- ==== refuse_new_rows_in_table_events_1_that_do_not_fit.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.events_1
    ADD CONSTRAINT events_1_partition CHECK (at IS NOT NULL AND at >= '2025-01-01' AND at < '2027-01-01') NOT VALID;

-- ==== refuse_new_rows_in_table_events_1_that_do_not_fit_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.events_1 VALIDATE CONSTRAINT events_1_partition;

-- ==== refuse_new_rows_in_table_events_1_that_do_not_fit_3.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.events DETACH PARTITION public.events_1;

ALTER TABLE public.events ATTACH PARTITION public.events_1 FOR VALUES FROM ('2025-01-01') TO ('2027-01-01');

ALTER TABLE public.events_1 DROP CONSTRAINT events_1_partition;

