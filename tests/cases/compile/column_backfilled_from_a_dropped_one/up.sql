-- ==== add_column_t_first.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t ADD COLUMN first text;

-- ==== add_column_t_first_backfill.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DO $backfill$
DECLARE
    low_1_id public.t.id%TYPE;
    high_1_id public.t.id%TYPE;
BEGIN
    -- public.t.first
    LOOP
        SELECT id INTO high_1_id
        FROM (
            SELECT id FROM public.t
            WHERE low_1_id IS NULL OR id > low_1_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_1_id IS NULL;
        UPDATE public.t SET first = coalesce(split_part(name, ' ', 1), '')
        WHERE first IS NULL
            AND (low_1_id IS NULL OR id > low_1_id)
            AND id <= high_1_id;
        COMMIT;
        low_1_id := high_1_id;
    END LOOP;
END
$backfill$;

-- ==== add_column_t_first_add_constraints.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t
    ADD CONSTRAINT t_first_not_null CHECK (first IS NOT NULL) NOT VALID;

-- ==== add_column_t_first_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

UPDATE public.t SET first = coalesce(split_part(name, ' ', 1), '') WHERE first IS NULL;
ALTER TABLE public.t VALIDATE CONSTRAINT t_first_not_null;
ALTER TABLE public.t DROP COLUMN name;

-- ==== add_column_t_first_not_null.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t ALTER COLUMN first SET NOT NULL;
ALTER TABLE public.t DROP CONSTRAINT t_first_not_null;

