-- ==== rename_index_by_kind_to_events_1_kind_at_idx.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER INDEX public.by_kind RENAME TO events_1_kind_at_idx;

ALTER TABLE public.events_1
    ADD CONSTRAINT events_1_at_not_null CHECK (at IS NOT NULL) NOT VALID;
ALTER TABLE public.events_1
    ADD CONSTRAINT events_kind CHECK (kind <> '') NOT VALID;
ALTER TABLE public.events_1
    ADD CONSTRAINT events_1_partition CHECK (at IS NOT NULL AND at >= '2026-01-01' AND at < '2027-01-01') NOT VALID;

-- ==== rename_index_by_kind_to_events_1_kind_at_idx_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.events_1 VALIDATE CONSTRAINT events_1_at_not_null;
ALTER TABLE public.events_1 VALIDATE CONSTRAINT events_kind;
ALTER TABLE public.events_1 VALIDATE CONSTRAINT events_1_partition;

-- ==== rename_index_by_kind_to_events_1_kind_at_idx_not_null.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.events_1 ALTER COLUMN at SET NOT NULL;
ALTER TABLE public.events_1 DROP CONSTRAINT events_1_at_not_null;

-- ==== rename_index_by_kind_to_events_1_kind_at_idx_create_events_1_pkey.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY events_1_pkey ON public.events_1 (id, at);

-- ==== rename_index_by_kind_to_events_1_kind_at_idx_create_events_1_lower_idx.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY events_1_lower_idx ON public.events_1 (lower(kind));

-- ==== rename_index_by_kind_to_events_1_kind_at_idx_6.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.events_1 DROP CONSTRAINT other;

ALTER TABLE public.events_1
    ADD CONSTRAINT events_1_pkey PRIMARY KEY USING INDEX events_1_pkey;

ALTER TABLE public.events ATTACH PARTITION public.events_1 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');

ALTER TABLE public.events_1 DROP CONSTRAINT events_1_partition;

