-- ==== rename_table_kept_to_keeps.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 4 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '750ms';

ALTER TABLE public.p DETACH PARTITION public.part;

ALTER TABLE public.kept RENAME TO keeps;

ALTER TABLE public.p DETACH PARTITION public.keeps;

ALTER TABLE public.keeps RENAME CONSTRAINT kept_k_v_key TO keeps_k_v_key;
ALTER INDEX public.kept_v_idx RENAME TO keeps_v_idx;

ALTER TABLE public.lost RENAME TO loses;

ALTER TABLE public.p DETACH PARTITION public.loses;

ALTER TABLE public.part RENAME COLUMN v TO w;
ALTER TABLE public.part RENAME CONSTRAINT part_k_v_key TO part_k_w_key;
ALTER INDEX public.part_v_idx RENAME TO part_w_idx;

ALTER TABLE public.above RENAME TO upper;

ALTER TABLE public.p DETACH PARTITION public.upper;

ALTER TABLE public.upper RENAME CONSTRAINT above_k_v_key TO upper_k_v_key;
ALTER INDEX public.above_v_idx RENAME TO upper_v_idx;

ALTER TABLE public.loses DROP CONSTRAINT lost_k_v_key;

-- ==== rename_table_kept_to_keeps_drop_lost_v_idx.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP INDEX CONCURRENTLY public.lost_v_idx;

