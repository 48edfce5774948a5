-- ==== rename_index_other_to_joins_body_idx.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 4 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '750ms';

ALTER TABLE public.p DETACH PARTITION public.moves;

ALTER INDEX public.other RENAME TO joins_body_idx;

ALTER INDEX public.moves_body_idx RENAME TO moves_body_idx_old;

CREATE UNIQUE INDEX b_key ON public.b (k, id);

ALTER TABLE public.b DETACH PARTITION public.b1;

LOCK TABLE public.b1 IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.b1_moved AS SELECT id, k FROM public.b1 WITH NO DATA;
WITH gone AS (DELETE FROM public.b1 WHERE ((k IS NOT NULL AND k IN (2)) IS NOT TRUE) RETURNING id, k)
INSERT INTO public.b1_moved SELECT id, k FROM gone;

ALTER TABLE public.p
    ADD CONSTRAINT p_id_body_key UNIQUE (id, body);

ALTER INDEX public.joins_id_body_key RESET (fillfactor);

ALTER TABLE public.joins
    ADD CONSTRAINT joins_partition CHECK (id IS NOT NULL AND id IN (2)) NOT VALID;

ALTER TABLE public.moves
    ADD CONSTRAINT moves_partition CHECK (id IS NOT NULL AND id IN (1)) NOT VALID;

ALTER TABLE public.b ATTACH PARTITION public.b1 FOR VALUES IN (2);

DO $$ DECLARE part regclass; BEGIN
    SELECT inhrelid INTO STRICT part FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid
        WHERE inhparent = 'public.b_key'::regclass AND indrelid = 'public.b1'::regclass;
    IF (SELECT relname FROM pg_class WHERE oid = part) <> 'b1_key' THEN
        EXECUTE format('ALTER INDEX %s RENAME TO %I', part, 'b1_key');
    END IF;
END $$;

INSERT INTO public.b (id, k) OVERRIDING SYSTEM VALUE SELECT id, k FROM public.b1_moved;
DROP TABLE public.b1_moved;

-- ==== rename_index_other_to_joins_body_idx_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.joins VALIDATE CONSTRAINT joins_partition;

ALTER TABLE public.moves VALIDATE CONSTRAINT moves_partition;

-- ==== rename_index_other_to_joins_body_idx_3.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.p ATTACH PARTITION public.joins FOR VALUES IN (2);

ALTER TABLE public.joins DROP CONSTRAINT joins_partition;

-- ==== rename_index_other_to_joins_body_idx_create_moves_body_idx.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY moves_body_idx ON public.moves (body) WITH (fillfactor = 80);

-- ==== rename_index_other_to_joins_body_idx_drop_moves_body_idx_old.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP INDEX CONCURRENTLY public.moves_body_idx_old;

-- ==== rename_index_other_to_joins_body_idx_6.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.q ATTACH PARTITION public.moves FOR VALUES IN (1);

ALTER TABLE public.moves DROP CONSTRAINT moves_partition;

