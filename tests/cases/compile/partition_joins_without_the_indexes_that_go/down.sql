-- ==== rename_index_other_to_joins_body_idx_6.down.sql
-- Undo

ALTER TABLE public.moves
    ADD CONSTRAINT moves_partition CHECK (id IS NOT NULL AND id IN (1)) NOT VALID;

ALTER TABLE public.q DETACH PARTITION public.moves;

-- ==== rename_index_other_to_joins_body_idx_drop_moves_body_idx_old.down.sql
-- no-transaction

CREATE INDEX CONCURRENTLY moves_body_idx_old ON public.moves (body);

-- ==== rename_index_other_to_joins_body_idx_create_moves_body_idx.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.moves_body_idx;

-- ==== rename_index_other_to_joins_body_idx_3.down.sql
-- Undo

ALTER TABLE public.joins
    ADD CONSTRAINT joins_partition CHECK (id IS NOT NULL AND id IN (2)) NOT VALID;

ALTER TABLE public.p DETACH PARTITION public.joins;

-- ==== rename_index_other_to_joins_body_idx_validate.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.moves DROP CONSTRAINT moves_partition;
ALTER TABLE public.moves
    ADD CONSTRAINT moves_partition CHECK (id IS NOT NULL AND id IN (1)) NOT VALID;

ALTER TABLE public.joins DROP CONSTRAINT joins_partition;
ALTER TABLE public.joins
    ADD CONSTRAINT joins_partition CHECK (id IS NOT NULL AND id IN (2)) NOT VALID;

-- ==== rename_index_other_to_joins_body_idx.down.sql
-- Undo

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

LOCK TABLE public.b IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.b1_moved AS SELECT id, k FROM public.b WITH NO DATA;
WITH gone AS (DELETE FROM public.b WHERE (k IS NOT NULL AND k IN (1, 2)) AND tableoid NOT IN (SELECT relid FROM pg_partition_tree('public.b1')) RETURNING id, k)
INSERT INTO public.b1_moved SELECT id, k FROM gone;

ALTER TABLE public.b DETACH PARTITION public.b1;

ALTER TABLE public.moves DROP CONSTRAINT moves_partition;

ALTER TABLE public.joins DROP CONSTRAINT joins_partition;

ALTER INDEX public.joins_id_body_key SET (fillfactor = 70);

ALTER TABLE public.p DROP CONSTRAINT p_id_body_key;

ALTER TABLE public.b ATTACH PARTITION public.b1 FOR VALUES IN (1, 2);

INSERT INTO public.b (id, k) OVERRIDING SYSTEM VALUE SELECT id, k FROM public.b1_moved;
DROP TABLE public.b1_moved;

DROP INDEX public.b_key;

ALTER INDEX public.moves_body_idx_old RENAME TO moves_body_idx;

ALTER INDEX public.joins_body_idx RENAME TO other;

ALTER TABLE public.p ATTACH PARTITION public.moves FOR VALUES IN (1);

