-- ==== rename_column_t_old_to_new.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t RENAME COLUMN old TO new;

ALTER TABLE public.t
    ALTER COLUMN new DROP DEFAULT,
    ALTER COLUMN new TYPE text,
    ALTER COLUMN new SET DEFAULT 'y';
ALTER TABLE public.t
    ADD CONSTRAINT t_new_check CHECK (char_length(new) <= 5) NOT VALID;

COMMENT ON COLUMN public.t.new IS 'Changed.';

-- ==== rename_column_t_old_to_new_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t VALIDATE CONSTRAINT t_new_check;

-- ==== rename_column_t_old_to_new_backfill.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DO $backfill$
DECLARE
    low_1_id public.t.id%TYPE;
    high_1_id public.t.id%TYPE;
BEGIN
    -- public.t.new
    LOOP
        SELECT id INTO high_1_id
        FROM (
            SELECT id FROM public.t
            WHERE low_1_id IS NULL OR id > low_1_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_1_id IS NULL;
        UPDATE public.t SET new = 'y'
        WHERE new IS NULL
            AND (low_1_id IS NULL OR id > low_1_id)
            AND id <= high_1_id;
        COMMIT;
        low_1_id := high_1_id;
    END LOOP;
END
$backfill$;

-- ==== rename_column_t_old_to_new_add_constraints.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t
    ADD CONSTRAINT t_new_not_null CHECK (new IS NOT NULL) NOT VALID;

-- ==== rename_column_t_old_to_new_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

UPDATE public.t SET new = 'y' WHERE new IS NULL;
ALTER TABLE public.t VALIDATE CONSTRAINT t_new_not_null;

-- ==== rename_column_t_old_to_new_not_null.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t ALTER COLUMN new SET NOT NULL;
ALTER TABLE public.t DROP CONSTRAINT t_new_not_null;

