-- ==== create_p_comes.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 7 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '428ms';

ALTER TABLE public.p DETACH PARTITION public.p_leaves;

ALTER TABLE public.h_top ADD COLUMN b integer;
ALTER TABLE public.h_top ADD COLUMN c integer;

ALTER TABLE public.h ADD COLUMN own integer;

ALTER TABLE public.p ALTER COLUMN n DROP NOT NULL;
ALTER TABLE public.p DROP CONSTRAINT p_k_key;

ALTER TABLE public.p_joins
    ALTER COLUMN a DROP DEFAULT,
    ALTER COLUMN a TYPE integer,
    ALTER COLUMN a SET DEFAULT 6;
ALTER TABLE public.p_joins
    ADD CONSTRAINT p_joins_k_not_null CHECK (k IS NOT NULL) NOT VALID;
ALTER TABLE public.p_joins
    ADD CONSTRAINT p_joins_partition CHECK (k IS NOT NULL AND k IN (4)) NOT VALID;

ALTER TABLE public.p_keyed
    ADD CONSTRAINT p_keyed_n_not_null CHECK (n IS NOT NULL) NOT VALID;

ALTER TABLE public.p_leaves DROP CONSTRAINT p_leaves_k_key;

DROP VIEW public.v;
DROP TABLE public.p_goes;

ALTER TABLE public.p
    ALTER COLUMN a DROP DEFAULT,
    ALTER COLUMN a TYPE integer,
    ALTER COLUMN a SET DEFAULT 2;

-- ==== create_p_comes_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.p_joins VALIDATE CONSTRAINT p_joins_k_not_null;
ALTER TABLE public.p_joins VALIDATE CONSTRAINT p_joins_partition;

ALTER TABLE public.p_keyed VALIDATE CONSTRAINT p_keyed_n_not_null;

-- ==== create_p_comes_not_null.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.p_joins ALTER COLUMN k SET NOT NULL;
ALTER TABLE public.p_joins DROP CONSTRAINT p_joins_k_not_null;

ALTER TABLE public.p_keyed ALTER COLUMN n SET NOT NULL;
ALTER TABLE public.p_keyed DROP CONSTRAINT p_keyed_n_not_null;

-- ==== create_p_comes_backfill.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DO $backfill$
DECLARE
    page bigint;
    pages bigint;
BEGIN
    -- public.p.a
    page := 0;
    pages := pg_relation_size('public.p'::regclass) / current_setting('block_size')::bigint;
    WHILE page <= pages LOOP
        UPDATE public.p SET a = 2
        WHERE a IS NULL
            AND ctid >= format('(%s,0)', page)::tid
            AND ctid < format('(%s,0)', page + 500)::tid;
        COMMIT;
        page := page + 500;
    END LOOP;

    -- public.p_joins.a
    page := 0;
    pages := pg_relation_size('public.p_joins'::regclass) / current_setting('block_size')::bigint;
    WHILE page <= pages LOOP
        UPDATE public.p_joins SET a = 6
        WHERE a IS NULL
            AND ctid >= format('(%s,0)', page)::tid
            AND ctid < format('(%s,0)', page + 500)::tid;
        COMMIT;
        page := page + 500;
    END LOOP;
END
$backfill$;

-- ==== create_p_comes_create_keyed.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY keyed ON public.p_keyed (n);

-- ==== create_p_comes_add_constraints.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

ALTER TABLE public.p
    ADD CONSTRAINT p_a_not_null CHECK (a IS NOT NULL) NOT VALID;

ALTER TABLE public.p_joins
    ADD CONSTRAINT p_joins_a_not_null CHECK (a IS NOT NULL) NOT VALID;

ALTER TABLE public.p_keyed
    ADD CONSTRAINT keyed PRIMARY KEY USING INDEX keyed;

-- ==== create_p_comes_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

UPDATE public.p SET a = 2 WHERE a IS NULL;
ALTER TABLE public.p VALIDATE CONSTRAINT p_a_not_null;

CREATE TABLE public.p_comes PARTITION OF public.p (
    a DEFAULT 7
)
    FOR VALUES IN (5) PARTITION BY LIST (n);

UPDATE public.p_joins SET a = 6 WHERE a IS NULL;
ALTER TABLE public.p_joins VALIDATE CONSTRAINT p_joins_a_not_null;

-- ==== create_p_comes_not_null.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.p ALTER COLUMN a SET NOT NULL;
ALTER TABLE public.p DROP CONSTRAINT p_a_not_null;

ALTER TABLE public.p_joins ALTER COLUMN a SET NOT NULL;
ALTER TABLE public.p_joins DROP CONSTRAINT p_joins_a_not_null;

ALTER TABLE public.p ATTACH PARTITION public.p_joins FOR VALUES IN (4);

ALTER TABLE public.p_joins DROP CONSTRAINT p_joins_partition;

