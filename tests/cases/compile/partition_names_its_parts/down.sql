-- ==== rename_index_events_2025_key_of_table_events_2025_to_events_4.down.sql
-- Undo

-- 4 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '750ms';

ALTER TABLE public.hits_1 DROP CONSTRAINT hits_1_own;

DROP INDEX public.events_kind;

CREATE INDEX events_kind ON ONLY public.events (kind);

CREATE UNIQUE INDEX hits_1_own ON public.hits_1 (id, at);

CREATE INDEX kinds_2025 ON public.events_2025 (kind);

CREATE INDEX events_2026_kind_idx ON public.events_2026 (kind);

-- ==== rename_index_events_2025_key_of_table_events_2025_to_events_create_hits_1_own.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.hits_1_own;

-- ==== rename_index_events_2025_key_of_table_events_2025_to_events_create_events_2026_kind_idx.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY IF EXISTS public.events_2026_kind_idx;

-- ==== rename_index_events_2025_key_of_table_events_2025_to_events.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.hits_1
    ADD CONSTRAINT hits_1_own PRIMARY KEY (id, at);

CREATE UNIQUE INDEX hits_id ON public.hits (id, at);

DROP INDEX public.events_kind;

ALTER INDEX IF EXISTS public.events_2026_key RENAME TO events_2026_pkey;
ALTER INDEX IF EXISTS public.events_2025_pkey RENAME TO events_2025_key;

