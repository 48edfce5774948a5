-- ==== add_column_t_plain.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t ADD COLUMN plain text;
ALTER TABLE public.t ADD COLUMN constant integer DEFAULT 7;
ALTER TABLE public.t ADD COLUMN at timestamptz DEFAULT now();
ALTER TABLE public.t ADD COLUMN token uuid;
ALTER TABLE public.t ALTER COLUMN token SET DEFAULT gen_random_uuid();
ALTER TABLE public.t ADD COLUMN required text DEFAULT 'x' NOT NULL;
ALTER TABLE public.t ADD COLUMN required_token uuid;
ALTER TABLE public.t ALTER COLUMN required_token SET DEFAULT gen_random_uuid();
ALTER TABLE public.t ADD COLUMN filled integer;
ALTER TABLE public.t ADD COLUMN doubled integer GENERATED ALWAYS AS (id * 2) STORED;

CREATE SEQUENCE public.t_number_fill;

ALTER TABLE public.t ADD COLUMN number bigint;
ALTER TABLE public.t ALTER COLUMN number SET DEFAULT nextval('public.t_number_fill'::regclass);
ALTER TABLE public.t ADD COLUMN checked text;
ALTER TABLE public.t ADD COLUMN referring integer;
ALTER TABLE public.t ADD COLUMN "distinct" integer;
ALTER TABLE public.t ADD COLUMN c text COLLATE pg_catalog."C";
ALTER TABLE public.t ALTER COLUMN c SET STORAGE EXTERNAL;
ALTER TABLE public.t
    ADD CONSTRAINT t_checked_check CHECK (checked IN ('a', 'b')) NOT VALID;
ALTER TABLE public.t
    ADD CONSTRAINT t_referring_fkey FOREIGN KEY (referring) REFERENCES public.t (id) NOT VALID;

COMMENT ON COLUMN public.t.plain IS 'New.';

-- ==== add_column_t_plain_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t VALIDATE CONSTRAINT t_checked_check;
ALTER TABLE public.t VALIDATE CONSTRAINT t_referring_fkey;

-- ==== add_column_t_plain_backfill.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DO $backfill$
DECLARE
    low_1_id public.t.id%TYPE;
    high_1_id public.t.id%TYPE;
    low_2_id public.t.id%TYPE;
    high_2_id public.t.id%TYPE;
    low_3_id public.t.id%TYPE;
    high_3_id public.t.id%TYPE;
    low_4_id public.t.id%TYPE;
    high_4_id public.t.id%TYPE;
BEGIN
    -- public.t.token
    LOOP
        SELECT id INTO high_1_id
        FROM (
            SELECT id FROM public.t
            WHERE low_1_id IS NULL OR id > low_1_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_1_id IS NULL;
        UPDATE public.t SET token = gen_random_uuid()
        WHERE token IS NULL
            AND (low_1_id IS NULL OR id > low_1_id)
            AND id <= high_1_id;
        COMMIT;
        low_1_id := high_1_id;
    END LOOP;

    -- public.t.required_token
    LOOP
        SELECT id INTO high_2_id
        FROM (
            SELECT id FROM public.t
            WHERE low_2_id IS NULL OR id > low_2_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_2_id IS NULL;
        UPDATE public.t SET required_token = gen_random_uuid()
        WHERE required_token IS NULL
            AND (low_2_id IS NULL OR id > low_2_id)
            AND id <= high_2_id;
        COMMIT;
        low_2_id := high_2_id;
    END LOOP;

    -- public.t.filled
    LOOP
        SELECT id INTO high_3_id
        FROM (
            SELECT id FROM public.t
            WHERE low_3_id IS NULL OR id > low_3_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_3_id IS NULL;
        UPDATE public.t SET filled = id * 2
        WHERE filled IS NULL
            AND (low_3_id IS NULL OR id > low_3_id)
            AND id <= high_3_id;
        COMMIT;
        low_3_id := high_3_id;
    END LOOP;

    -- public.t.number
    LOOP
        SELECT id INTO high_4_id
        FROM (
            SELECT id FROM public.t
            WHERE low_4_id IS NULL OR id > low_4_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_4_id IS NULL;
        UPDATE public.t SET number = nextval('public.t_number_fill'::regclass)
        WHERE number IS NULL
            AND (low_4_id IS NULL OR id > low_4_id)
            AND id <= high_4_id;
        COMMIT;
        low_4_id := high_4_id;
    END LOOP;
END
$backfill$;

-- ==== add_column_t_plain_create_t_distinct_key.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY t_distinct_key ON public.t ("distinct");

-- ==== add_column_t_plain_add_constraints.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t
    ADD CONSTRAINT t_required_token_not_null CHECK (required_token IS NOT NULL) NOT VALID;
ALTER TABLE public.t
    ADD CONSTRAINT t_filled_not_null CHECK (filled IS NOT NULL) NOT VALID;
ALTER TABLE public.t
    ADD CONSTRAINT t_number_not_null CHECK (number IS NOT NULL) NOT VALID;

ALTER TABLE public.t
    ADD CONSTRAINT t_distinct_key UNIQUE USING INDEX t_distinct_key;

-- ==== add_column_t_plain_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

UPDATE public.t SET required_token = gen_random_uuid() WHERE required_token IS NULL;
ALTER TABLE public.t VALIDATE CONSTRAINT t_required_token_not_null;
UPDATE public.t SET filled = id * 2 WHERE filled IS NULL;
ALTER TABLE public.t VALIDATE CONSTRAINT t_filled_not_null;
UPDATE public.t SET number = nextval('public.t_number_fill'::regclass) WHERE number IS NULL;
ALTER TABLE public.t VALIDATE CONSTRAINT t_number_not_null;

-- ==== add_column_t_plain_not_null.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t ALTER COLUMN required_token SET NOT NULL;
ALTER TABLE public.t DROP CONSTRAINT t_required_token_not_null;
ALTER TABLE public.t ALTER COLUMN filled SET NOT NULL;
ALTER TABLE public.t DROP CONSTRAINT t_filled_not_null;
ALTER TABLE public.t ALTER COLUMN number SET NOT NULL;
ALTER TABLE public.t DROP CONSTRAINT t_number_not_null;
ALTER TABLE public.t ALTER COLUMN number DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN number ADD GENERATED BY DEFAULT AS IDENTITY;

SELECT setval(pg_get_serial_sequence('public.t', 'number'), nextval('public.t_number_fill'), false);

DROP SEQUENCE public.t_number_fill;

