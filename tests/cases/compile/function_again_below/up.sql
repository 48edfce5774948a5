-- ==== set_the_default_of_domain_amount.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 14 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '214ms';

ALTER DOMAIN public.amount DROP DEFAULT;

ALTER DOMAIN public.amount DROP CONSTRAINT amount_check;
DROP ROUTINE public.lowest();

CREATE FUNCTION public.lowest()
    RETURNS bigint
    LANGUAGE sql IMMUTABLE
AS $$ SELECT 5 $$;

ALTER DOMAIN public.amount SET DEFAULT public.lowest();

ALTER DOMAIN public.amount ADD CONSTRAINT amount_check CHECK (value >= public.lowest()) NOT VALID;

ALTER TABLE public.a_p2 ALTER COLUMN qty DROP DEFAULT;

ALTER TABLE public.h ALTER COLUMN qty DROP DEFAULT;

ALTER TABLE public.others ADD COLUMN weight integer;
ALTER TABLE public.others ADD COLUMN more integer;

ALTER TABLE public.p ALTER COLUMN qty DROP DEFAULT;

ALTER TABLE public.p3 ALTER COLUMN qty DROP DEFAULT;

ALTER TABLE public.p4 ALTER COLUMN qty DROP DEFAULT;

DROP ROUTINE public.f(IN integer);

CREATE FUNCTION public.f(x integer)
    RETURNS bigint
    LANGUAGE sql IMMUTABLE
AS $$ SELECT x $$;

ALTER TABLE public.h ALTER COLUMN qty SET DEFAULT public.f(1);

ALTER TABLE public.g ALTER COLUMN qty SET DEFAULT 5;
ALTER TABLE public.g ALTER COLUMN qty SET DEFAULT 5;

ALTER TABLE public.p ALTER COLUMN qty SET DEFAULT public.f(1);

ALTER TABLE public.p3 ALTER COLUMN qty SET DEFAULT public.f(1);

ALTER TABLE public.p4 ALTER COLUMN qty SET DEFAULT public.f(3);

ALTER TABLE public.third ALTER COLUMN weight DROP DEFAULT;

DROP ROUTINE public.dp();

CREATE FUNCTION public.dp()
    RETURNS bigint
    LANGUAGE sql IMMUTABLE
AS $$ SELECT 5 $$;

ALTER TABLE public.others ALTER COLUMN weight SET DEFAULT public.dp();
ALTER TABLE public.others ALTER COLUMN more SET DEFAULT public.dp();

ALTER TABLE public.tasks ALTER COLUMN weight SET DEFAULT public.dp();

ALTER TABLE public.third ALTER COLUMN weight SET DEFAULT public.dp();

DROP INDEX public.oc_i;

DROP INDEX public.oc_u;

DROP ROUTINE public.nc(IN text);

CREATE FUNCTION public.nc(input text)
    RETURNS text
    LANGUAGE sql IMMUTABLE
AS $$ SELECT lower(input) $$;

ALTER TABLE public.h1 ALTER COLUMN qty SET DEFAULT 3;

ALTER TABLE public.h2 ALTER COLUMN qty DROP DEFAULT;

ALTER TABLE public.p1 ALTER COLUMN qty SET DEFAULT 7;

ALTER TABLE public.p2 ALTER COLUMN qty DROP DEFAULT;

ALTER TABLE public.a_p2 ALTER COLUMN qty SET DEFAULT public.f(1);
ALTER TABLE public.a_p2 ALTER COLUMN qty SET DEFAULT public.f(1);

ALTER TABLE public.p4 ALTER COLUMN qty SET DEFAULT public.f(3);

-- ==== set_the_default_of_domain_amount_2.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER DOMAIN public.amount VALIDATE CONSTRAINT amount_check;

-- ==== set_the_default_of_domain_amount_backfill.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DO $backfill$
DECLARE
    low_1_id public.others.id%TYPE;
    high_1_id public.others.id%TYPE;
    low_2_id public.others.id%TYPE;
    high_2_id public.others.id%TYPE;
    low_3_id public.tasks.id%TYPE;
    high_3_id public.tasks.id%TYPE;
    low_4_id public.third.id%TYPE;
    high_4_id public.third.id%TYPE;
BEGIN
    -- public.others.weight
    LOOP
        SELECT id INTO high_1_id
        FROM (
            SELECT id FROM public.others
            WHERE low_1_id IS NULL OR id > low_1_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_1_id IS NULL;
        UPDATE public.others SET weight = public.dp()
        WHERE weight IS NULL
            AND (low_1_id IS NULL OR id > low_1_id)
            AND id <= high_1_id;
        COMMIT;
        low_1_id := high_1_id;
    END LOOP;

    -- public.others.more
    LOOP
        SELECT id INTO high_2_id
        FROM (
            SELECT id FROM public.others
            WHERE low_2_id IS NULL OR id > low_2_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_2_id IS NULL;
        UPDATE public.others SET more = public.dp()
        WHERE more IS NULL
            AND (low_2_id IS NULL OR id > low_2_id)
            AND id <= high_2_id;
        COMMIT;
        low_2_id := high_2_id;
    END LOOP;

    -- public.tasks.weight
    LOOP
        SELECT id INTO high_3_id
        FROM (
            SELECT id FROM public.tasks
            WHERE low_3_id IS NULL OR id > low_3_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_3_id IS NULL;
        UPDATE public.tasks SET weight = public.dp()
        WHERE weight IS NULL
            AND (low_3_id IS NULL OR id > low_3_id)
            AND id <= high_3_id;
        COMMIT;
        low_3_id := high_3_id;
    END LOOP;

    -- public.third.weight
    LOOP
        SELECT id INTO high_4_id
        FROM (
            SELECT id FROM public.third
            WHERE low_4_id IS NULL OR id > low_4_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_4_id IS NULL;
        UPDATE public.third SET weight = public.dp()
        WHERE weight IS NULL
            AND (low_4_id IS NULL OR id > low_4_id)
            AND id <= high_4_id;
        COMMIT;
        low_4_id := high_4_id;
    END LOOP;
END
$backfill$;

-- ==== set_the_default_of_domain_amount_create_oc_i.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY oc_i ON public.oc (public.nc(code));

-- ==== set_the_default_of_domain_amount_create_oc_u.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY oc_u ON public.oc (id)
    WHERE public.nc(code) <> ''::text;

-- ==== set_the_default_of_domain_amount_add_constraints.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

ALTER TABLE public.others
    ADD CONSTRAINT others_weight_not_null CHECK (weight IS NOT NULL) NOT VALID;

ALTER TABLE public.tasks
    ADD CONSTRAINT tasks_weight_not_null CHECK (weight IS NOT NULL) NOT VALID;

ALTER TABLE public.third
    ADD CONSTRAINT third_weight_not_null CHECK (weight IS NOT NULL) NOT VALID;

COMMENT ON INDEX public.oc_i IS 'kept';

-- ==== set_the_default_of_domain_amount_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

UPDATE public.others SET weight = public.dp() WHERE weight IS NULL;
ALTER TABLE public.others VALIDATE CONSTRAINT others_weight_not_null;

UPDATE public.tasks SET weight = public.dp() WHERE weight IS NULL;
ALTER TABLE public.tasks VALIDATE CONSTRAINT tasks_weight_not_null;

UPDATE public.third SET weight = public.dp() WHERE weight IS NULL;
ALTER TABLE public.third VALIDATE CONSTRAINT third_weight_not_null;

-- ==== set_the_default_of_domain_amount_not_null.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

ALTER TABLE public.others ALTER COLUMN weight SET NOT NULL;
ALTER TABLE public.others DROP CONSTRAINT others_weight_not_null;

ALTER TABLE public.tasks ALTER COLUMN weight SET NOT NULL;
ALTER TABLE public.tasks DROP CONSTRAINT tasks_weight_not_null;

ALTER TABLE public.third ALTER COLUMN weight SET NOT NULL;
ALTER TABLE public.third DROP CONSTRAINT third_weight_not_null;

