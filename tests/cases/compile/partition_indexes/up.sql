-- ==== set_the_old_index_log_kind_aside_as_log_kind_old.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER INDEX public.log_kind RENAME TO log_kind_old;

ALTER TABLE public.log DROP CONSTRAINT log_pkey;
ALTER TABLE public.log
    ADD CONSTRAINT log_pkey PRIMARY KEY (at, id);

DROP INDEX public.log_id;

-- ==== set_the_old_index_log_kind_aside_as_log_kind_old_create_log_kind.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX log_kind ON ONLY public.log (kind, id);

-- ==== set_the_old_index_log_kind_aside_as_log_kind_old_create_log_2026_kind_id_idx.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY log_2026_kind_id_idx ON public.log_2026 (kind, id);

-- ==== set_the_old_index_log_kind_aside_as_log_kind_old_4.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER INDEX public.log_kind ATTACH PARTITION public.log_2026_kind_id_idx;

-- ==== set_the_old_index_log_kind_aside_as_log_kind_old_drop_log_kind_old.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP INDEX public.log_kind_old;

