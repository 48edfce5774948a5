-- ==== rename_index_events_2025_key_of_table_events_2025_to_events.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER INDEX IF EXISTS public.events_2025_key RENAME TO events_2025_pkey;
ALTER INDEX IF EXISTS public.events_2026_pkey RENAME TO events_2026_key;

CREATE INDEX events_kind ON ONLY public.events (kind);

DROP INDEX public.hits_id CASCADE;

-- ==== rename_index_events_2025_key_of_table_events_2025_to_events_create_events_2026_kind_idx.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY events_2026_kind_idx ON public.events_2026 (kind);

-- ==== rename_index_events_2025_key_of_table_events_2025_to_events_create_hits_1_own.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY hits_1_own ON public.hits_1 (id, at);

-- ==== rename_index_events_2025_key_of_table_events_2025_to_events_4.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

ALTER INDEX public.events_kind ATTACH PARTITION public.events_2026_kind_idx;

ALTER INDEX public.events_kind ATTACH PARTITION public.kinds_2025;

ALTER TABLE public.hits_1
    ADD CONSTRAINT hits_1_own PRIMARY KEY USING INDEX hits_1_own;

