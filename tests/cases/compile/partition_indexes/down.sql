-- ==== set_the_old_index_log_kind_aside_as_log_kind_old_drop_log_kind_old.down.sql
-- Undo

CREATE INDEX log_kind_old ON public.log (kind);

-- ==== set_the_old_index_log_kind_aside_as_log_kind_old_4.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

DROP INDEX public.log_kind;

CREATE INDEX log_kind ON ONLY public.log (kind, id);

CREATE INDEX log_2026_kind_id_idx ON public.log_2026 (kind, id);

-- ==== set_the_old_index_log_kind_aside_as_log_kind_old_create_log_2026_kind_id_idx.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY IF EXISTS public.log_2026_kind_id_idx;

-- ==== set_the_old_index_log_kind_aside_as_log_kind_old_create_log_kind.down.sql
-- Undo

DROP INDEX public.log_kind;

-- ==== set_the_old_index_log_kind_aside_as_log_kind_old.down.sql
-- Undo

CREATE INDEX log_id ON public.log (id);

ALTER TABLE public.log DROP CONSTRAINT log_pkey;
ALTER TABLE public.log
    ADD CONSTRAINT log_pkey PRIMARY KEY (at);

ALTER INDEX public.log_kind_old RENAME TO log_kind;

