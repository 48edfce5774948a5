-- ==== create_sequence_a_id_seq.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE SEQUENCE public.a_id_seq AS integer;

ALTER TABLE public.a ADD COLUMN id integer;

ALTER SEQUENCE public.a_id_seq OWNED BY public.a.id;

ALTER TABLE public.a ALTER COLUMN id SET DEFAULT nextval('public.a_id_seq'::regclass);

-- ==== create_sequence_a_id_seq_backfill.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DO $backfill$
DECLARE
    page bigint;
    pages bigint;
BEGIN
    -- public.a.id
    page := 0;
    pages := pg_relation_size('public.a'::regclass) / current_setting('block_size')::bigint;
    WHILE page <= pages LOOP
        UPDATE public.a SET id = nextval('public.a_id_seq'::regclass)
        WHERE id IS NULL
            AND ctid >= format('(%s,0)', page)::tid
            AND ctid < format('(%s,0)', page + 500)::tid;
        COMMIT;
        page := page + 500;
    END LOOP;
END
$backfill$;

-- ==== create_sequence_a_id_seq_create_a_pkey.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY a_pkey ON public.a (id);

-- ==== create_sequence_a_id_seq_add_constraints.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.a
    ADD CONSTRAINT a_id_not_null CHECK (id IS NOT NULL) NOT VALID;

-- ==== create_sequence_a_id_seq_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

UPDATE public.a SET id = nextval('public.a_id_seq'::regclass) WHERE id IS NULL;
ALTER TABLE public.a VALIDATE CONSTRAINT a_id_not_null;

-- ==== create_sequence_a_id_seq_not_null.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.a ALTER COLUMN id SET NOT NULL;
ALTER TABLE public.a DROP CONSTRAINT a_id_not_null;

ALTER TABLE public.a
    ADD CONSTRAINT a_pkey PRIMARY KEY USING INDEX a_pkey;

