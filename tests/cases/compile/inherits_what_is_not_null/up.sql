-- ==== fill_column_o_id_in_batches.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DO $backfill$
DECLARE
    page bigint;
    pages bigint;
BEGIN
    -- public.o.id
    page := 0;
    pages := pg_relation_size('public.o'::regclass) / current_setting('block_size')::bigint;
    WHILE page <= pages LOOP
        UPDATE public.o SET id = 1
        WHERE id IS NULL
            AND ctid >= format('(%s,0)', page)::tid
            AND ctid < format('(%s,0)', page + 500)::tid;
        COMMIT;
        page := page + 500;
    END LOOP;
END
$backfill$;

-- ==== fill_column_o_id_in_batches_add_constraints.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.o
    ADD CONSTRAINT o_id_not_null CHECK (id IS NOT NULL) NOT VALID;

-- ==== fill_column_o_id_in_batches_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

UPDATE public.o SET id = 1 WHERE id IS NULL;
ALTER TABLE public.o VALIDATE CONSTRAINT o_id_not_null;

-- ==== fill_column_o_id_in_batches_not_null.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.o ALTER COLUMN id SET NOT NULL;
ALTER TABLE public.o DROP CONSTRAINT o_id_not_null;

ALTER TABLE public.o INHERIT public.par;

