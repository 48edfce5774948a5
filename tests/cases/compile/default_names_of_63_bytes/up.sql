-- ==== rename_table_aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeee.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggg RENAME TO aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffhhh;

ALTER TABLE public.aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffhhh RENAME COLUMN xxxxxxxxxxyyyyyyyyyyzzzzzzzzzz TO new;
ALTER TABLE public.aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffhhh RENAME CONSTRAINT aaaaaaaaaabbbbbbbbbbccccccccc_xxxxxxxxxxyyyyyyyyyyzzzzzzzzz_key TO aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeefffff_new_key;
ALTER INDEX public.aaaaaaaaaabbbbbbbbbbccccccccc_id_xxxxxxxxxxyyyyyyyyyyzzzzzz_idx RENAME TO aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeff_id_new_idx;

ALTER TABLE public.aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffhhh ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (START WITH 100);

SELECT setval(pg_get_serial_sequence('public.aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffhhh', 'id'), max(id)) FROM public.aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffhhh HAVING max(id) >= 100;

-- ==== rename_table_aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeee_backfill.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DO $backfill$
DECLARE
    low_1_id public.aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffhhh.id%TYPE;
    high_1_id public.aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffhhh.id%TYPE;
BEGIN
    -- public.aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffhhh.new
    LOOP
        SELECT id INTO high_1_id
        FROM (
            SELECT id FROM public.aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffhhh
            WHERE low_1_id IS NULL OR id > low_1_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_1_id IS NULL;
        UPDATE public.aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffhhh SET new = ''
        WHERE new IS NULL
            AND (low_1_id IS NULL OR id > low_1_id)
            AND id <= high_1_id;
        COMMIT;
        low_1_id := high_1_id;
    END LOOP;
END
$backfill$;

-- ==== rename_table_aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeee_add_constraints.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffhhh
    ADD CONSTRAINT aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffff_not_null CHECK (new IS NOT NULL) NOT VALID;

-- ==== rename_table_aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeee_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

UPDATE public.aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffhhh SET new = '' WHERE new IS NULL;
ALTER TABLE public.aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffhhh VALIDATE CONSTRAINT aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffff_not_null;

-- ==== rename_table_aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeee_not_null.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffhhh ALTER COLUMN new SET NOT NULL;
ALTER TABLE public.aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffhhh DROP CONSTRAINT aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffff_not_null;

