-- ==== allow_null_in_column_t_c.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t ALTER COLUMN c DROP NOT NULL;
ALTER TABLE public.t ALTER COLUMN d DROP NOT NULL;

-- ==== allow_null_in_column_t_c_backfill.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DO $backfill$
DECLARE
    low_1_id public.t.id%TYPE;
    high_1_id public.t.id%TYPE;
    low_2_id public.t.id%TYPE;
    high_2_id public.t.id%TYPE;
BEGIN
    -- public.t.a
    LOOP
        SELECT id INTO high_1_id
        FROM (
            SELECT id FROM public.t
            WHERE low_1_id IS NULL OR id > low_1_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_1_id IS NULL;
        UPDATE public.t SET a = id + 1
        WHERE a IS NULL
            AND (low_1_id IS NULL OR id > low_1_id)
            AND id <= high_1_id;
        COMMIT;
        low_1_id := high_1_id;
    END LOOP;

    -- public.t.b
    LOOP
        SELECT id INTO high_2_id
        FROM (
            SELECT id FROM public.t
            WHERE low_2_id IS NULL OR id > low_2_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_2_id IS NULL;
        UPDATE public.t SET b = 1
        WHERE b IS NULL
            AND (low_2_id IS NULL OR id > low_2_id)
            AND id <= high_2_id;
        COMMIT;
        low_2_id := high_2_id;
    END LOOP;
END
$backfill$;

-- ==== allow_null_in_column_t_c_add_constraints.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t
    ADD CONSTRAINT t_a_not_null CHECK (a IS NOT NULL) NOT VALID;
ALTER TABLE public.t
    ADD CONSTRAINT t_b_not_null CHECK (b IS NOT NULL) NOT VALID;

-- ==== allow_null_in_column_t_c_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

UPDATE public.t SET a = id + 1 WHERE a IS NULL;
ALTER TABLE public.t VALIDATE CONSTRAINT t_a_not_null;
UPDATE public.t SET b = 1 WHERE b IS NULL;
ALTER TABLE public.t VALIDATE CONSTRAINT t_b_not_null;

-- ==== allow_null_in_column_t_c_not_null.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t ALTER COLUMN a SET NOT NULL;
ALTER TABLE public.t DROP CONSTRAINT t_a_not_null;
ALTER TABLE public.t ALTER COLUMN b SET NOT NULL;
ALTER TABLE public.t DROP CONSTRAINT t_b_not_null;

