-- ==== add_column_t_c.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t ADD COLUMN c text;
ALTER TABLE public.t ALTER COLUMN c SET DEFAULT 'k';
ALTER TABLE public.t ADD COLUMN d integer;
ALTER TABLE public.t ALTER COLUMN d SET DEFAULT 3;

-- ==== add_column_t_c_backfill.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DO $backfill$
DECLARE
    low_1_id public.t.id%TYPE;
    high_1_id public.t.id%TYPE;
    low_2_id public.t.id%TYPE;
    high_2_id public.t.id%TYPE;
BEGIN
    -- public.t.c
    LOOP
        SELECT id INTO high_1_id
        FROM (
            SELECT id FROM public.t
            WHERE low_1_id IS NULL OR id > low_1_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_1_id IS NULL;
        UPDATE public.t SET c = 'k'
        WHERE c IS NULL
            AND (low_1_id IS NULL OR id > low_1_id)
            AND id <= high_1_id;
        COMMIT;
        low_1_id := high_1_id;
    END LOOP;

    -- public.t.d
    LOOP
        SELECT id INTO high_2_id
        FROM (
            SELECT id FROM public.t
            WHERE low_2_id IS NULL OR id > low_2_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_2_id IS NULL;
        UPDATE public.t SET d = 3
        WHERE d IS NULL
            AND (low_2_id IS NULL OR id > low_2_id)
            AND id <= high_2_id;
        COMMIT;
        low_2_id := high_2_id;
    END LOOP;
END
$backfill$;

-- ==== add_column_t_c_add_constraints.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t
    ADD CONSTRAINT t_d_not_null CHECK (d IS NOT NULL) NOT VALID;

-- ==== add_column_t_c_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

UPDATE public.t SET d = 3 WHERE d IS NULL;
ALTER TABLE public.t VALIDATE CONSTRAINT t_d_not_null;

-- ==== add_column_t_c_not_null.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t ALTER COLUMN d SET NOT NULL;
ALTER TABLE public.t DROP CONSTRAINT t_d_not_null;

