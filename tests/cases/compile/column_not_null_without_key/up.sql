-- ==== refuse_new_nulls_in_column_t_b.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t
    ADD CONSTRAINT t_b_not_null CHECK (b IS NOT NULL) NOT VALID;

-- ==== refuse_new_nulls_in_column_t_b_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t VALIDATE CONSTRAINT t_b_not_null;

-- ==== refuse_new_nulls_in_column_t_b_not_null.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t ALTER COLUMN b SET NOT NULL;
ALTER TABLE public.t DROP CONSTRAINT t_b_not_null;

-- ==== refuse_new_nulls_in_column_t_b_backfill.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DO $backfill$
DECLARE
    page bigint;
    pages bigint;
BEGIN
    -- public.t.a
    page := 0;
    pages := pg_relation_size('public.t'::regclass) / current_setting('block_size')::bigint;
    WHILE page <= pages LOOP
        UPDATE public.t SET a = 0
        WHERE a IS NULL
            AND ctid >= format('(%s,0)', page)::tid
            AND ctid < format('(%s,0)', page + 500)::tid;
        COMMIT;
        page := page + 500;
    END LOOP;
END
$backfill$;

-- ==== refuse_new_nulls_in_column_t_b_add_constraints.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t
    ADD CONSTRAINT t_a_not_null CHECK (a IS NOT NULL) NOT VALID;

-- ==== refuse_new_nulls_in_column_t_b_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

UPDATE public.t SET a = 0 WHERE a IS NULL;
ALTER TABLE public.t VALIDATE CONSTRAINT t_a_not_null;

-- ==== refuse_new_nulls_in_column_t_b_not_null.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t ALTER COLUMN a SET NOT NULL;
ALTER TABLE public.t DROP CONSTRAINT t_a_not_null;

