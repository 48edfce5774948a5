-- ==== rename_column_p_b_to_new.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.p RENAME COLUMN b TO new;

ALTER TABLE public.p
    ALTER COLUMN new TYPE varchar(9),
    ALTER COLUMN new SET DEFAULT 'q';
ALTER TABLE public.p ADD COLUMN d date;
ALTER TABLE public.p DROP COLUMN c;

-- ==== rename_column_p_b_to_new_backfill.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DO $backfill$
DECLARE
    page bigint;
    pages bigint;
BEGIN
    -- public.p.new
    page := 0;
    pages := pg_relation_size('public.p'::regclass) / current_setting('block_size')::bigint;
    WHILE page <= pages LOOP
        UPDATE public.p SET new = 'q'
        WHERE new IS NULL
            AND ctid >= format('(%s,0)', page)::tid
            AND ctid < format('(%s,0)', page + 500)::tid;
        COMMIT;
        page := page + 500;
    END LOOP;
END
$backfill$;

-- ==== rename_column_p_b_to_new_add_constraints.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.p
    ADD CONSTRAINT p_new_not_null CHECK (new IS NOT NULL) NOT VALID;

-- ==== rename_column_p_b_to_new_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

UPDATE public.p SET new = 'q' WHERE new IS NULL;
ALTER TABLE public.p VALIDATE CONSTRAINT p_new_not_null;

-- ==== rename_column_p_b_to_new_not_null.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.p ALTER COLUMN new SET NOT NULL;
ALTER TABLE public.p DROP CONSTRAINT p_new_not_null;

