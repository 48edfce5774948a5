-- ==== rename_index_by_kind_to_events_1_kind_at_idx_6.down.sql
-- Undo

ALTER TABLE public.events_1
    ADD CONSTRAINT events_1_partition CHECK (at IS NOT NULL AND at >= '2026-01-01' AND at < '2027-01-01') NOT VALID;

ALTER TABLE public.events DETACH PARTITION public.events_1;

ALTER TABLE public.events_1 DROP CONSTRAINT events_1_pkey;
ALTER TABLE public.events_1
    ADD CONSTRAINT other PRIMARY KEY (id);

CREATE UNIQUE INDEX events_1_pkey ON public.events_1 (id, at);

-- ==== rename_index_by_kind_to_events_1_kind_at_idx_create_events_1_lower_idx.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.events_1_lower_idx;

-- ==== rename_index_by_kind_to_events_1_kind_at_idx_create_events_1_pkey.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.events_1_pkey;

-- ==== rename_index_by_kind_to_events_1_kind_at_idx_not_null.down.sql
-- Undo

ALTER TABLE public.events_1
    ADD CONSTRAINT events_1_at_not_null CHECK (at IS NOT NULL);
ALTER TABLE public.events_1 ALTER COLUMN at DROP NOT NULL;

-- ==== rename_index_by_kind_to_events_1_kind_at_idx_validate.down.sql
-- Undo

ALTER TABLE public.events_1 DROP CONSTRAINT events_1_partition;
ALTER TABLE public.events_1
    ADD CONSTRAINT events_1_partition CHECK (at IS NOT NULL AND at >= '2026-01-01' AND at < '2027-01-01') NOT VALID;
ALTER TABLE public.events_1 DROP CONSTRAINT events_kind;
ALTER TABLE public.events_1
    ADD CONSTRAINT events_kind CHECK (kind <> '') NOT VALID;
ALTER TABLE public.events_1 DROP CONSTRAINT events_1_at_not_null;
ALTER TABLE public.events_1
    ADD CONSTRAINT events_1_at_not_null CHECK (at IS NOT NULL) NOT VALID;

-- ==== rename_index_by_kind_to_events_1_kind_at_idx.down.sql
-- Undo

ALTER TABLE public.events_1 DROP CONSTRAINT events_1_partition;
ALTER TABLE public.events_1 DROP CONSTRAINT events_kind;
ALTER TABLE public.events_1 DROP CONSTRAINT events_1_at_not_null;

ALTER INDEX public.events_1_kind_at_idx RENAME TO by_kind;

