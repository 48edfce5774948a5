-- ==== rename_table_kept_to_keeps_drop_lost_v_idx.down.sql
-- no-transaction

CREATE INDEX CONCURRENTLY lost_v_idx ON public.loses (v);

-- ==== rename_table_kept_to_keeps.down.sql
-- Undo

-- 4 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '750ms';

ALTER TABLE public.loses
    ADD CONSTRAINT lost_k_v_key UNIQUE (k, v);

ALTER INDEX public.upper_v_idx RENAME TO above_v_idx;
ALTER TABLE public.upper RENAME CONSTRAINT upper_k_v_key TO above_k_v_key;

ALTER TABLE public.p ATTACH PARTITION public.upper FOR VALUES IN (4);

ALTER TABLE public.upper RENAME TO above;

ALTER INDEX public.part_w_idx RENAME TO part_v_idx;
ALTER TABLE public.part RENAME CONSTRAINT part_k_w_key TO part_k_v_key;
ALTER TABLE public.part RENAME COLUMN w TO v;

ALTER TABLE public.p ATTACH PARTITION public.loses FOR VALUES IN (2);

ALTER TABLE public.loses RENAME TO lost;

ALTER INDEX public.keeps_v_idx RENAME TO kept_v_idx;
ALTER TABLE public.keeps RENAME CONSTRAINT keeps_k_v_key TO kept_k_v_key;

ALTER TABLE public.p ATTACH PARTITION public.keeps FOR VALUES IN (1);

ALTER TABLE public.keeps RENAME TO kept;

ALTER TABLE public.p ATTACH PARTITION public.part FOR VALUES IN (3);

