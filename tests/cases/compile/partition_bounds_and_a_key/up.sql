-- ==== set_the_old_index_own_aside_as_own_old.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER INDEX public.own RENAME TO own_old;

ALTER TABLE public.p ALTER COLUMN v SET DEFAULT 0;
ALTER TABLE public.p
    ADD CONSTRAINT p_id_not_null CHECK (id IS NOT NULL) NOT VALID;

ALTER TABLE public.p1
    ADD CONSTRAINT p1_partition CHECK (k IS NOT NULL AND k IN ('a', 'b')) NOT VALID;

-- ==== set_the_old_index_own_aside_as_own_old_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.p VALIDATE CONSTRAINT p_id_not_null;

ALTER TABLE public.p1 VALIDATE CONSTRAINT p1_partition;

-- ==== set_the_old_index_own_aside_as_own_old_not_null.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.p ALTER COLUMN id SET NOT NULL;
ALTER TABLE public.p DROP CONSTRAINT p_id_not_null;

-- ==== set_the_old_index_own_aside_as_own_old_add_constraints.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.p
    ADD CONSTRAINT p_k_not_null CHECK (k IS NOT NULL) NOT VALID;

-- ==== set_the_old_index_own_aside_as_own_old_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.p VALIDATE CONSTRAINT p_k_not_null;

-- ==== set_the_old_index_own_aside_as_own_old_not_null.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.p ALTER COLUMN k SET NOT NULL;
ALTER TABLE public.p DROP CONSTRAINT p_k_not_null;

-- ==== set_the_old_index_own_aside_as_own_old_add_constraints.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.p
    ADD CONSTRAINT p_pkey PRIMARY KEY (id, k);

-- ==== set_the_old_index_own_aside_as_own_old_backfill.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DO $backfill$
DECLARE
    page bigint;
    pages bigint;
BEGIN
    -- public.p.v
    page := 0;
    pages := pg_relation_size('public.p'::regclass) / current_setting('block_size')::bigint;
    WHILE page <= pages LOOP
        UPDATE public.p SET v = 0
        WHERE v IS NULL
            AND ctid >= format('(%s,0)', page)::tid
            AND ctid < format('(%s,0)', page + 500)::tid;
        COMMIT;
        page := page + 500;
    END LOOP;
END
$backfill$;

-- ==== set_the_old_index_own_aside_as_own_old_create_own.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY own ON public.p1 (v DESC);

-- ==== set_the_old_index_own_aside_as_own_old_add_constraints.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.p
    ADD CONSTRAINT p_v_not_null CHECK (v IS NOT NULL) NOT VALID;

-- ==== set_the_old_index_own_aside_as_own_old_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

UPDATE public.p SET v = 0 WHERE v IS NULL;
ALTER TABLE public.p VALIDATE CONSTRAINT p_v_not_null;

-- ==== set_the_old_index_own_aside_as_own_old_not_null.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.p ALTER COLUMN v SET NOT NULL;
ALTER TABLE public.p DROP CONSTRAINT p_v_not_null;

ALTER TABLE public.p DETACH PARTITION public.p1;

ALTER TABLE public.p ATTACH PARTITION public.p1 FOR VALUES IN ('a', 'b');

ALTER TABLE public.p1 DROP CONSTRAINT p1_partition;

-- ==== set_the_old_index_own_aside_as_own_old_drop_own_old.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP INDEX CONCURRENTLY public.own_old;

