-- ==== add_column_users_l.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.users ADD COLUMN l text;

DROP ROUTINE public.label(IN integer);

CREATE FUNCTION public.label(s text)
    RETURNS text
    LANGUAGE sql IMMUTABLE
AS $$ SELECT s::text $$;

ALTER TABLE public.users ALTER COLUMN l SET DEFAULT public.label('a'::text);

-- ==== add_column_users_l_backfill.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DO $backfill$
DECLARE
    low_1_id public.users.id%TYPE;
    high_1_id public.users.id%TYPE;
BEGIN
    -- public.users.l
    LOOP
        SELECT id INTO high_1_id
        FROM (
            SELECT id FROM public.users
            WHERE low_1_id IS NULL OR id > low_1_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_1_id IS NULL;
        UPDATE public.users SET l = public.label('a'::text)
        WHERE l IS NULL
            AND (low_1_id IS NULL OR id > low_1_id)
            AND id <= high_1_id;
        COMMIT;
        low_1_id := high_1_id;
    END LOOP;
END
$backfill$;

-- ==== add_column_users_l_add_constraints.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.users
    ADD CONSTRAINT users_l_not_null CHECK (l IS NOT NULL) NOT VALID;

-- ==== add_column_users_l_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

UPDATE public.users SET l = public.label('a'::text) WHERE l IS NULL;
ALTER TABLE public.users VALIDATE CONSTRAINT users_l_not_null;

-- ==== add_column_users_l_not_null.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.users ALTER COLUMN l SET NOT NULL;
ALTER TABLE public.users DROP CONSTRAINT users_l_not_null;

