-- ==== add_column_a_u.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.a ADD COLUMN u uuid;
ALTER TABLE public.a ALTER COLUMN u SET DEFAULT gen_random_uuid();

-- ==== add_column_a_u_backfill.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DO $backfill$
DECLARE
    low_1_id public.a.id%TYPE;
    high_1_id public.a.id%TYPE;
BEGIN
    -- public.a.u
    LOOP
        SELECT id INTO high_1_id
        FROM (
            SELECT id FROM public.a
            WHERE low_1_id IS NULL OR id > low_1_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_1_id IS NULL;
        UPDATE public.a SET u = gen_random_uuid()
        WHERE u IS NULL
            AND (low_1_id IS NULL OR id > low_1_id)
            AND id <= high_1_id;
        COMMIT;
        low_1_id := high_1_id;
    END LOOP;
END
$backfill$;

-- ==== add_column_a_u_create_a_pkey_new.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY a_pkey_new ON public.a (u);

-- ==== add_column_a_u_create_a_id_key.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY a_id_key ON public.a (id);

-- ==== add_column_a_u_add_constraints.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.a
    ADD CONSTRAINT a_u_not_null CHECK (u IS NOT NULL) NOT VALID;

ALTER TABLE public.b DROP CONSTRAINT b_a_fkey;

ALTER TABLE public.a DROP CONSTRAINT a_pkey;

ALTER TABLE public.a
    ADD CONSTRAINT a_id_key UNIQUE USING INDEX a_id_key;

ALTER TABLE public.b
    ADD CONSTRAINT b_a_fkey FOREIGN KEY (a) REFERENCES public.a (id) NOT VALID;

-- ==== add_column_a_u_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

UPDATE public.a SET u = gen_random_uuid() WHERE u IS NULL;
ALTER TABLE public.a VALIDATE CONSTRAINT a_u_not_null;

ALTER TABLE public.b VALIDATE CONSTRAINT b_a_fkey;

-- ==== add_column_a_u_not_null.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.a ALTER COLUMN u SET NOT NULL;
ALTER TABLE public.a DROP CONSTRAINT a_u_not_null;

ALTER TABLE public.a
    ADD CONSTRAINT a_pkey PRIMARY KEY USING INDEX a_pkey_new;

