-- ==== add_constraint_t_t_c_check.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t
    ADD CONSTRAINT t_c_check CHECK (c <> '') NOT VALID;
ALTER TABLE public.t
    ADD CONSTRAINT t_ab CHECK (a < b) NO INHERIT NOT VALID;
ALTER TABLE public.t
    ADD CONSTRAINT t_r EXCLUDE USING gist (r WITH &&) WHERE (a > 0);

-- ==== add_constraint_t_t_c_check_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t VALIDATE CONSTRAINT t_c_check;
ALTER TABLE public.t VALIDATE CONSTRAINT t_ab;

-- ==== add_constraint_t_t_c_check_backfill.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DO $backfill$
DECLARE
    page bigint;
    pages bigint;
BEGIN
    -- public.t.id
    page := 0;
    pages := pg_relation_size('public.t'::regclass) / current_setting('block_size')::bigint;
    WHILE page <= pages LOOP
        UPDATE public.t SET id = a
        WHERE id IS NULL
            AND ctid >= format('(%s,0)', page)::tid
            AND ctid < format('(%s,0)', page + 500)::tid;
        COMMIT;
        page := page + 500;
    END LOOP;
END
$backfill$;

-- ==== add_constraint_t_t_c_check_create_t_a_key.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY t_a_key ON public.t (a);

-- ==== add_constraint_t_t_c_check_create_t_bc.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY t_bc ON public.t (b, c) INCLUDE (a) NULLS NOT DISTINCT;

-- ==== add_constraint_t_t_c_check_add_constraints.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t
    ADD CONSTRAINT t_id_not_null CHECK (id IS NOT NULL) NOT VALID;

ALTER TABLE public.t
    ADD CONSTRAINT t_a_key UNIQUE USING INDEX t_a_key;

ALTER TABLE public.t
    ADD CONSTRAINT t_bc UNIQUE USING INDEX t_bc DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE public.t
    ADD CONSTRAINT t_self FOREIGN KEY (b) REFERENCES public.t (a) NOT VALID;

-- ==== add_constraint_t_t_c_check_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

UPDATE public.t SET id = a WHERE id IS NULL;
ALTER TABLE public.t VALIDATE CONSTRAINT t_id_not_null;
ALTER TABLE public.t VALIDATE CONSTRAINT t_self;

-- ==== add_constraint_t_t_c_check_not_null.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t ALTER COLUMN id SET NOT NULL;
ALTER TABLE public.t DROP CONSTRAINT t_id_not_null;

-- ==== add_constraint_t_t_c_check_create_t_pkey.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY t_pkey ON public.t (id);

-- ==== add_constraint_t_t_c_check_10.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t
    ADD CONSTRAINT t_pkey PRIMARY KEY USING INDEX t_pkey;

